using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>How many positives and negatives of a resample have each of the scores, from the highest on, with running sums.</summary>
internal sealed class GroupCounts(ScoreGroups groups)
{
    private readonly int[] _positives = new int[groups.Scores.Length], _negatives = new int[groups.Scores.Length];

    /// <summary>Positives and negatives among the first g groups.</summary>
    private readonly int[] _truePositives = new int[groups.Scores.Length + 1], _falsePositives = new int[groups.Scores.Length + 1];

    private bool _all;

    /// <summary>In every resample as many as there are.</summary>
    public int Positives => groups.TotalPositives;

    /// <inheritdoc cref="Positives"/>
    public int Negatives => groups.TotalNegatives;

    /// <summary>How many positives have each score.</summary>
    public ReadOnlySpan<int> PositivesAt => _positives;

    /// <summary>How many negatives have each score.</summary>
    public ReadOnlySpan<int> NegativesAt => _negatives;

    /// <exception cref="ArgumentException">A class is missing.</exception>
    public void RequireBothClasses()
    {
        if (Positives == 0 || Negatives == 0) throw new ArgumentException("both classes are needed");
    }

    /// <summary>Of the samples as they are.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a logit is not finite, or a label is neither 0 nor 1.</exception>
    public static GroupCounts Observed(ReadOnlySpan<float> logits, ReadOnlySpan<byte> labels)
    {
        var counts = new GroupCounts(new ScoreGroups(logits, labels));
        counts.All();
        return counts;
    }

    /// <summary>Every sample once.</summary>
    public void All()
    {
        if (_all) return;
        groups.Positives.CopyTo(_positives, 0);
        groups.Negatives.CopyTo(_negatives, 0);
        Sum();
        _all = true;
    }

    /// <summary>Each sample as often as said; as many of either class as there are.</summary>
    public void Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> labels)
    {
        Array.Clear(_positives);
        Array.Clear(_negatives);
        var groupOf = groups.GroupOf;
        for (var i = 0; i < counts.Length; i++)
        {
            if (labels[i] == 1) _positives[groupOf[i]] += counts[i];
            else _negatives[groupOf[i]] += counts[i];
        }
        Sum();
        _all = false;
    }

    /// <inheritdoc cref="ScoreGroups.CalledAt"/>
    public int CalledAt(float threshold) => groups.CalledAt(threshold);

    /// <summary>Where samples are called positive from a threshold on.</summary>
    public OperatingPoint PointAt(float threshold)
    {
        var called = CalledAt(threshold);
        return new(threshold, Positives - _truePositives[called], _falsePositives[called]);
    }

    /// <summary>Where the first groups are called positive.</summary>
    public Counts At(int called) => new(Positives, Negatives, Positives - _truePositives[called], _falsePositives[called]);

    /// <summary>
    /// The smallest score whose false positives are at most the share of the negatives; just above the largest score when even that has too many. The share is
    /// taken as the decimal number that was written: 29 of 100 are within 0.29, though 0.29 x 100 in binary is less than 29.
    /// </summary>
    public float ThresholdAtFpr(double fpr)
    {
        if (!(fpr >= 0 && fpr <= 1)) throw new ArgumentOutOfRangeException(nameof(fpr));
        var allowed = (int)((decimal)fpr * Negatives);
        var called = LastWithin(allowed);
        // The smallest that is there: a score that was not drawn is no score of the resample.
        for (var g = called - 1; g >= 0; g--)
            if (_positives[g] + _negatives[g] > 0) return groups.Scores[g];
        var first = 0;
        while (_positives[first] + _negatives[first] == 0) first++;
        return float.BitIncrement(groups.Scores[first]);
    }

    /// <summary>The point of the ROC curve at exactly this false-positive rate; a group of ties is a straight part of it.</summary>
    public Counts AtFpr(double fpr)
    {
        var limit = fpr * Negatives;
        var called = LastWithin(limit + 1e-9);
        double truePositives = _truePositives[called];
        if (called < _positives.Length) truePositives += _positives[called] * Math.Max(0, limit - _falsePositives[called]) / _negatives[called];
        return new(Positives, Negatives, Positives - truePositives, limit);
    }

    /// <summary>The most groups that have at most so many false positives.</summary>
    private int LastWithin(double allowed) => Sorted.CountWhile(_falsePositives.AsSpan(1), allowed, static (called, allowed) => called <= allowed);

    private void Sum()
    {
        for (var g = 0; g < _positives.Length; g++)
        {
            _truePositives[g + 1] = _truePositives[g] + _positives[g];
            _falsePositives[g + 1] = _falsePositives[g] + _negatives[g];
        }
    }
}
