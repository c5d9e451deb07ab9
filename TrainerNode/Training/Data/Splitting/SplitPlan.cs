using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Splitting;

/// <summary>Which samples are in which split, ascending.</summary>
/// <param name="Samples">Indexed by <see cref="Split"/>.</param>
/// <param name="Dropped">Train samples left out because validation or test holds a copy.</param>
internal sealed record SplitPlan(int[][] Samples, int Dropped)
{
    public static SplitPlan Make(DataSpec spec, SampleSource source, byte[] y, Duplicates duplicates, Action<string>? say, CancellationToken cancel)
    {
        var groupOf = duplicates.GroupsWith(source.Groups);
        var shares = Checked(spec.Split ?? new SplitSpec());
        var plan = source.Given is { } given
            ? FromGiven(source.Name, given, y, duplicates, groupOf, shares.Validation, spec.SplitSeed, say, cancel)
            : new SplitPlan(
                SplitByShares.Divide(
                    [.. Enumerable.Range(0, y.Length)], y, groupOf, [shares.Train, shares.Validation, shares.Test], spec.SplitSeed, cancel), 0);
        foreach (var split in Enum.GetValues<Split>())
        {
            var samples = plan.Samples[(int)split];
            foreach (var (kind, missing) in new[] { (1, "positive"), (0, "negative") })
                if (Array.TrueForAll(samples, sample => y[sample] != kind))
                    throw new BadInputException(
                        $"{source.Name}: the {Name(split)} split has no {missing} sample among its {samples.Length}; every split needs both classes");
        }
        return plan;
    }

    public static string Name(Split split) => split.ToString().ToLowerInvariant();

    private static SplitPlan FromGiven(
        string name, IReadOnlyList<Split> given, byte[] y, Duplicates duplicates, int[] groupOf, double validation, long seed, Action<string>? say,
        CancellationToken cancel)
    {
        var held = new bool[y.Length];
        for (var i = 0; i < y.Length; i++) held[duplicates.FirstOf[i]] |= given[i] != Split.Train;
        int[] Of(Split split) => [.. Enumerable.Range(0, y.Length).Where(i => given[i] == split && (split != Split.Train || !held[duplicates.FirstOf[i]]))];

        var (train, test) = (Of(Split.Train), Of(Split.Test));
        var dropped = given.Count(split => split == Split.Train) - train.Length;
        if (dropped > 0) say?.Invoke($"{name}: {dropped} train samples are left out, because validation or test holds a copy of each");
        if (given.Contains(Split.Validation)) return new([train, Of(Split.Validation), test], dropped);
        var parts = SplitByShares.Divide(train, y, groupOf, [1 - validation, validation], seed, cancel);
        return new([parts[0], parts[1], test], dropped);
    }

    private static SplitSpec Checked(SplitSpec shares)
    {
        foreach (var (name, share) in new[] { ("train", shares.Train), ("validation", shares.Validation), ("test", shares.Test) })
            if (!(share > 0 && share < 1)) throw new BadInputException($"data.split.{name}: {share}; expected a share between 0 and 1");
        var sum = shares.Train + shares.Validation + shares.Test;
        return Math.Abs(sum - 1) <= 1e-9 ? shares : throw new BadInputException($"data.split: the shares sum to {sum}; expected 1");
    }
}
