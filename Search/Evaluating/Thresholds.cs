using ActorSearch.Search.Figures;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Evaluating;

/// <summary>
/// Thresholds on the logit, chosen on validation and applied unchanged to test: a sample is called positive when its logit is at least the threshold.
/// </summary>
/// <param name="Objective">Where the search counts FN.</param>
/// <param name="Points">One for each <see cref="OperatingRule"/>, in their order; chosen by an older version, for the first of them.</param>
public sealed record Thresholds(float Objective, ImmutableArray<float> Points)
{
    /// <summary>By a rule, or the search's own; null where an older version chose none.</summary>
    public float? Of(OperatingRule? rule) =>
        rule is null ? Objective : OperatingRule.All.IndexOf(rule) is var at && at < Points.Length ? Points[at] : null;

    /// <summary>By value, every threshold.</summary>
    public bool Equals(Thresholds? other) => other is not null && Objective.Equals(other.Objective) && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => Points.Aggregate(Objective.GetHashCode(), HashCode.Combine);
}
