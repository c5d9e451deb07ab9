using System.Collections.Concurrent;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// This process as a writer of journals, however often their actors start again: its name, and which journals it has written. A process that was suspended
/// while another one took over may find its journal failing, and not refusing, when it wakes up; recovering again it would take over in turn.
/// </summary>
internal sealed class JournalWriter
{
    private readonly ConcurrentDictionary<string, long> _written = [];

    /// <summary>What <see cref="Messages.SupervisorStarted"/> and <see cref="WriterStarted"/> name.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The journal has this process's record of this number.</summary>
    public void Wrote(string persistenceId, long sequenceNr) => _written[persistenceId] = sequenceNr;

    /// <returns>The number of a record that this process has written; null when it has written none.</returns>
    public long? LastOf(string persistenceId) => _written.TryGetValue(persistenceId, out var last) ? last : null;
}
