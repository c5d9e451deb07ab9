using System.Diagnostics;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// The snapshots of one search. One is due after as many events as there are candidates (so that saving costs a constant share), and at least
/// <paramref name="every"/>; and when the search has finished, so that a finished one recovers at once.
/// </summary>
/// <param name="id">The search as its journal names it.</param>
internal sealed class SearchSnapshots(string id, IActorRef store, IActorRef search, int every)
{
    private long _last, _previous, _asked;

    /// <summary>A snapshot is being saved.</summary>
    public bool IsSaving { get; private set; }

    public void Recovered(long sequenceNr) => _last = _previous = sequenceNr;

    public void SaveIfDue(SearchState state, long sequenceNr, DateTimeOffset now)
    {
        if (IsSaving || sequenceNr - _last < (state.Status == SearchStatus.Finished ? every : Math.Max(every, state.Candidates.Count))) return;
        IsSaving = true;
        Save(state, sequenceNr, now);
    }

    /// <summary>Events since the last snapshot need not be replayed after an orderly end; the store ends last, and saves what it was given.</summary>
    public void SaveAtStop(SearchState state, long sequenceNr, DateTimeOffset now)
    {
        if (sequenceNr - _last >= every) Save(state, sequenceNr, now);
    }

    /// <summary>The snapshot is stored; those before the last one are deleted.</summary>
    /// <returns>The time since it was asked for.</returns>
    public TimeSpan Saved(long sequenceNr)
    {
        IsSaving = false;
        if (_previous > 1) store.Tell(new DeleteSnapshots(id, new SnapshotSelectionCriteria(_previous - 1)), search);
        _previous = sequenceNr;
        return Stopwatch.GetElapsedTime(_asked);
    }

    public void Failed() => IsSaving = false;

    /// <summary>The state never changes once made, so another thread makes the snapshot of a large one while the search continues.</summary>
    private void Save(SearchState state, long sequenceNr, DateTimeOffset now)
    {
        (_last, _asked) = (sequenceNr, Stopwatch.GetTimestamp());
        var metadata = new SnapshotMetadata(id, sequenceNr, now.UtcDateTime);
        Task.Run(() =>
        {
            try
            {
                store.Tell(new SaveSnapshot(metadata, new PackedSnapshot(SearchSnapshot.Of(state))), search);
            }
#pragma warning disable CA1031 // Any exception is a snapshot that was not made, no more.
            catch (Exception e)
#pragma warning restore CA1031
            {
                search.Tell(new SaveSnapshotFailure(metadata, e), search);
            }
        });
    }
}
