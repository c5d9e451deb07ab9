namespace ActorSearch.Search.Deciding;

/// <summary>Where a run, or a test evaluation, is in its life.</summary>
public enum RunStatus
{
    /// <summary>Ready for a slot, or backing off until <see cref="RunState.RetryAt"/>.</summary>
    Waiting,
    Leased,
    Completed,
}
