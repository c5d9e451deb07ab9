namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>What a person reads of a search.</summary>
internal enum DocumentKind
{
    /// <summary>How it stands, JSON.</summary>
    Status,

    /// <summary>`front.json`, of what is known so far.</summary>
    Front,

    /// <summary>One page of the candidates, JSON; a <see cref="CandidateQuery"/> says which one.</summary>
    Candidates,

    /// <summary>One candidate with its settings, results and curves, JSON.</summary>
    Candidate,

    /// <summary>The slots that work for the search and how far they are, JSON.</summary>
    Slots,

    /// <summary>The front, and of the other candidates one for every neighbourhood, JSON.</summary>
    Points,

    /// <summary>How the front grew, JSON.</summary>
    History,

    /// <summary>The tree's levels, and the nodes worth a look, JSON.</summary>
    Tree,
}
