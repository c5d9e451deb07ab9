using System.Collections.Concurrent;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// This process as a writer of journals, however often their actors start again. A process that was suspended while another one took over may find its journal
/// failing, and not refusing, when it wakes up; recovering again it would take over in turn.
/// </summary>
internal sealed class JournalWriter
{
    /// <summary>What this process knows of a journal that it writes.</summary>
    /// <param name="Number">A record that it has written, or before that the last one that was there when it began.</param>
    /// <param name="Wrote">The journal has a start of this process.</param>
    public readonly record struct Turn(long Number, bool Wrote);

    private readonly ConcurrentDictionary<string, Turn> _turns = [];

    /// <summary>What <see cref="Messages.SupervisorStarted"/> and <see cref="WriterStarted"/> name.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A start is about to be written. Whether it was is not always known.</summary>
    public void Begins(string persistenceId, long number) => _turns.TryAdd(persistenceId, new Turn(number, false));

    /// <summary>The journal has this process's record of this number.</summary>
    public void Wrote(string persistenceId, long number) => _turns[persistenceId] = new Turn(number, true);

    /// <returns>Null while this process has not tried to write the journal.</returns>
    public Turn? Of(string persistenceId) => _turns.TryGetValue(persistenceId, out var turn) ? turn : null;
}
