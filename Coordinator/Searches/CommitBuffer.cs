using System.Diagnostics;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What came of several commands: one write, then the replies.</summary>
internal sealed record Batch(ImmutableArray<ISearchEvent> Events, SearchState After, ImmutableArray<Action> Replies);

/// <summary>
/// What is decided and not yet written. A command is decided when it comes, also while a write is in flight, against the state
/// with all events already decided; the events gather and go out as one write of at most <see cref="MaxEvents"/> (more only when
/// one decision has more), and the replies follow the write.
/// </summary>
internal sealed class CommitBuffer(SearchState state, ISearchMeter? meter)
{
    public const int MaxEvents = 500;

    private readonly Queue<Batch> _full = [];
    private readonly ImmutableArray<ISearchEvent>.Builder _events = ImmutableArray.CreateBuilder<ISearchEvent>();
    private readonly ImmutableArray<Action>.Builder _replies = ImmutableArray.CreateBuilder<Action>();
    private SearchState _ahead = state;

    /// <summary>Commands in it.</summary>
    public int Pending => _replies.Count + _full.Sum(batch => batch.Replies.Length);

    public bool IsEmpty => _replies.Count == 0 && _full.Count == 0;

    /// <summary>What is in it has to be written.</summary>
    public bool HasEvents => _events.Count > 0 || _full.Count > 0;

    public void Add(ISearchCommand command, Action<SearchReply> reply)
    {
        var start = Stopwatch.GetTimestamp();
        var decision = SearchDecider.Decide(_ahead, command);
        meter?.Decided(decision, Stopwatch.GetElapsedTime(start));
        if (_events.Count > 0 && _events.Count + decision.Events.Length > MaxEvents) _full.Enqueue(Gathered());
        _ahead = decision.After;
        _events.AddRange(decision.Events);
        _replies.Add(() => reply(decision.Reply));
    }

    /// <summary>The next write, in the order decided.</summary>
    public Batch Take() => _full.TryDequeue(out var batch) ? batch : Gathered();

    private Batch Gathered() => new(_events.DrainToImmutable(), _ahead, _replies.DrainToImmutable());
}
