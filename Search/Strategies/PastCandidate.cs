using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Strategies;

/// <summary>A candidate of the plan whose training is over, or over for now.</summary>
/// <param name="Round">The round that proposed it; 0 is the root's.</param>
/// <param name="Scored">Its score; null when it was given up.</param>
/// <param name="Epochs">How many epochs each of its runs trained before its budget stopped it; null when it was trained to the end.</param>
public sealed record PastCandidate(CandidatePath Path, int Round, ScoredCandidate? Scored, int? Epochs = null)
{
    /// <summary>May be on the front and be expanded.</summary>
    public bool Eligible => Epochs is null && Scored is { Score.Feasible: true };
}
