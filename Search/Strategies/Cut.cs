namespace ActorSearch.Search.Strategies;

/// <summary>What cut a round short.</summary>
public enum Cut
{
    /// <summary>The budget `max_candidates`.</summary>
    MaxCandidates,

    /// <summary>The budget `max_epochs`.</summary>
    MaxEpochs,

    /// <summary>An estimate does not plan so many candidates.</summary>
    Estimate,
}
