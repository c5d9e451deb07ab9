namespace ActorSearch.Search.Figures;

/// <summary>
/// Samples sorted by score, highest first, equal scores together: everything here that ranks is a sweep over these groups.
/// </summary>
internal sealed class ScoreGroups
{
    /// <summary>Distinct scores, descending.</summary>
    public float[] Scores { get; }

    /// <summary>Positives and negatives with that score.</summary>
    public int[] Positives { get; }
    public int[] Negatives { get; }

    /// <summary>The group of each sample.</summary>
    public int[] GroupOf { get; }

    public int TotalPositives { get; }
    public int TotalNegatives { get; }

    /// <param name="labels">0 or 1 (positive).</param>
    /// <exception cref="ArgumentException">Lengths differ, a logit is not finite, or a label is neither 0 nor 1.</exception>
    public ScoreGroups(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels)
    {
        if (logits.Length != labels.Length) throw new ArgumentException($"{logits.Length} logits for {labels.Length} labels", nameof(labels));
        foreach (var logit in logits)
            if (!float.IsFinite(logit)) throw new ArgumentException($"a logit is {logit}; all must be finite", nameof(logits));
        foreach (var label in labels)
            if (label > 1) throw new ArgumentException($"a label is {label}; only 0 and 1 are labels", nameof(labels));

        var keys = logits.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);

        var groups = 0;
        for (var i = 0; i < keys.Length; i++) if (i == 0 || keys[i] != keys[i - 1]) groups++;
        (Scores, Positives, Negatives, GroupOf) = (new float[groups], new int[groups], new int[groups], new int[keys.Length]);
        var group = -1;
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            if (group < 0 || keys[i] != Scores[group]) Scores[++group] = keys[i];
            GroupOf[order[i]] = group;
            if (labels[order[i]] == 1) Positives[group]++;
            else Negatives[group]++;
        }
        TotalPositives = Positives.Sum();
        TotalNegatives = Negatives.Sum();
    }

    /// <summary>How many groups, from the first, are called positive at a threshold.</summary>
    public int CalledAt(float threshold) => Sorted.CountWhile(Scores, threshold, static (score, threshold) => score >= threshold);
}
