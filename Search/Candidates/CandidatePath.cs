namespace ActorSearch.Search.Candidates;

/// <summary>What turns a parent into a child. Ordered by rate, then cost, then rewind point.</summary>
public readonly record struct Step(double PruningRate, double ClassCost, RewindPoint Rewind) : IComparable<Step>
{
    /// <inheritdoc/>
    public int CompareTo(Step other) => (PruningRate, ClassCost, Rewind).CompareTo((other.PruningRate, other.ClassCost, other.Rewind));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PruningRate:R},{ClassCost:R},{Rewind}");
}

/// <summary>The steps from the root, written `0.5,10,0/0.5,10,lr:2`; the root's path is empty. Path order: fewer steps first, then step by step.</summary>
public sealed record CandidatePath(ImmutableArray<Step> Steps) : IComparable<CandidatePath>
{
    /// <summary>The dense network, which no step leads to.</summary>
    public static CandidatePath Root { get; } = new(ImmutableArray<Step>.Empty);

    /// <summary>Number of steps; 0 for the root.</summary>
    public int Level => Steps.Length;

    /// <summary>The path without its last step; the root has none.</summary>
    public CandidatePath Parent => new(Steps.RemoveAt(Steps.Length - 1));

    /// <summary>The last step; the root has none.</summary>
    public Step Last => Steps[^1];

    /// <summary>The path with one step more.</summary>
    public CandidatePath Child(Step step) => new(Steps.Add(step));

    /// <summary>The candidate's identity: the first 16 hex digits of SHA-256 over the training hash and the path.</summary>
    public CandidateId Id(string trainingHash) => new(TextHash.Of(trainingHash + "|" + this)[..16]);

    /// <inheritdoc/>
    public int CompareTo(CandidatePath? other)
    {
        if (other is null) return 1;
        return Level != other.Level ? Level.CompareTo(other.Level) : Steps.AsSpan().SequenceCompareTo(other.Steps.AsSpan());
    }

    /// <summary>By value, step by step.</summary>
    public bool Equals(CandidatePath? other) => other is not null && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    public override string ToString() => string.Join('/', Steps);
}
