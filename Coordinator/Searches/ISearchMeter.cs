namespace ActorSearch.Coordinator.Searches;

/// <summary>Measures what the actor of a search spends its time on. Called on the actor's own thread: it must return at once and never throw.</summary>
internal interface ISearchMeter
{
    /// <summary>A command was decided and its events applied.</summary>
    void Decided(Decision decision, TimeSpan took);

    /// <summary>The actor was busy with one message for so long; meanwhile it handled no other.</summary>
    void Handled(TimeSpan took);

    /// <summary>The actor is ready: this long after it was made, with this many events replayed after the snapshot.</summary>
    void Recovered(long replayed, TimeSpan took);

    /// <summary>A snapshot is stored, this long after it was asked for.</summary>
    void Saved(TimeSpan took);
}
