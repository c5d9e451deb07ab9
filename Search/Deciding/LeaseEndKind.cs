namespace ActorSearch.Search.Deciding;

/// <summary>Why a lease ended without an outcome. Metrics count by the names.</summary>
public enum LeaseEndKind
{
    /// <summary>Its trainer stopped on request.</summary>
    HandedBack,

    /// <summary>Its trainer's process ended.</summary>
    TrainerEnded,

    /// <summary>Its trainer is there and does not have it.</summary>
    TrainerWithoutIt,

    /// <summary>Its trainer did not report for too long.</summary>
    Silent,

    /// <summary>Its candidate was abandoned.</summary>
    GivenUp,

    /// <summary>The search was cancelled.</summary>
    Cancelled,

    /// <summary>A reason of another version, known by its words only.</summary>
    Other,
}
