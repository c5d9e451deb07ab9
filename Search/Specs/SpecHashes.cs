namespace ActorSearch.Search.Specs;

/// <summary>The identity of a search: SHA-256 (64 hex digits) of its canonical JSON. Name, resources, report and the data's path never count.</summary>
public static class SpecHashes
{
    /// <summary>
    /// Data, model, train, prune and seed: what a run's mask and weights are a function of, besides its path and replicate. Which of a root's weights are kept
    /// follows from the space, and the counts at the search's operating point (in result and ticket) from the objectives; both stay the same within a search.
    /// </summary>
    /// <param name="dataFingerprint">SHA-256 (hex) of the data's contents.</param>
    public static string Training(SearchSpec spec, string dataFingerprint) => TextHash.Of(CanonicalJson.Training(spec, dataFingerprint));

    /// <summary>The above with space, search and objectives: what the front is a function of.</summary>
    public static string Spec(SearchSpec spec, string dataFingerprint) => TextHash.Of(CanonicalJson.Spec(spec, dataFingerprint));
}
