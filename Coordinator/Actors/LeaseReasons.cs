namespace ActorSearch.Coordinator.Actors;

/// <summary>Why a coordinator ends a lease, as the journal has it. Metrics count by them.</summary>
internal static class LeaseReasons
{
    public const string TrainerEnded = "the trainer ended";

    public const string NotHeld = "its trainer does not have it any more";

    /// <summary>Followed by for how long.</summary>
    public const string Silent = "silent for";
}
