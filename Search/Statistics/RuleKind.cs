namespace ActorSearch.Search.Statistics;

/// <summary>Where the threshold comes from.</summary>
public enum RuleKind
{
    /// <summary>The quantity needs none.</summary>
    None,

    /// <summary>A fixed logit.</summary>
    Fixed,

    /// <summary>
    /// Chosen on validation for a false-positive rate of at most so much (as <see cref="Evaluating.Evaluator.ChooseThresholds"/> does) and applied unchanged
    /// to test.
    /// </summary>
    ValidationFpr,

    /// <summary>
    /// The point of the test ROC curve at exactly this false-positive rate, interpolated where scores tie. No user could choose it (an oracle): it shows the
    /// order of the scores alone, free of what carrying a threshold from validation to test costs.
    /// </summary>
    TestFpr,
}
