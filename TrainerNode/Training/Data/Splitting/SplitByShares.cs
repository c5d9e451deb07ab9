using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Data.Splitting;

/// <summary>
/// Hands whole groups to splits (design part 3): the largest first, ties in an order that the split seed gives, each to the split that is furthest below its
/// share of the group's class, counted in samples: large groups so go to train, and validation and test are made of many small ones. The class of a group is
/// the one it holds the larger part of, so a group with one of few positives counts as positive. A group larger than the chosen split's share goes to train.
/// Each class of each split ends within two of the largest groups of its share where groups hold one class.
/// The result depends on the split seed and the order of the samples, and on nothing else.
/// </summary>
internal static class SplitByShares
{
    /// <param name="samples">The samples to divide.</param>
    /// <param name="y">Class per sample of the whole source.</param>
    /// <param name="groupOf">Group per sample of the whole source.</param>
    /// <param name="shares">Share per split; they sum to 1, and train comes first.</param>
    /// <param name="seed">`data.split_seed`.</param>
    /// <param name="cancel">Looked at before each group.</param>
    /// <returns>Per split the samples, ascending.</returns>
    public static int[][] Divide(IReadOnlyList<int> samples, byte[] y, int[] groupOf, ImmutableArray<double> shares, long seed, CancellationToken cancel)
    {
        var members = samples.GroupBy(sample => groupOf[sample]).Select(group => group.ToArray()).ToArray();
        new CounterRandom(seed, 0, 0, RandomPurpose.Split).Shuffle<int[]>(members);

        double positives = samples.Count(sample => y[sample] == 1);
        double[] total = [samples.Count - positives, positives];
        var wanting = shares.Select(share => total.Select(n => share * n).ToArray()).ToArray();
        var parts = shares.Select(_ => new List<int>()).ToArray();
        foreach (var group in members.OrderByDescending(group => group.Length)) // stable: ties stay in the seeded order
        {
            cancel.ThrowIfCancellationRequested();
            double ones = group.Count(sample => y[sample] == 1);
            var kind = total[0] == 0 || ones * total[0] > (group.Length - ones) * total[1] ? 1 : 0;
            var chosen = 0;
            for (var split = 1; split < parts.Length; split++)
                if (wanting[split][kind] > wanting[chosen][kind]) chosen = split;
            if (group.Length > shares[chosen] * samples.Count) chosen = 0;
            parts[chosen].AddRange(group);
            wanting[chosen][0] -= group.Length - ones;
            wanting[chosen][1] -= ones;
        }
        return [.. parts.Select(part => part.Order().ToArray())];
    }
}
