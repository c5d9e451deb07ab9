namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Rows of numbers, in memory.</summary>
internal abstract class FeatureSource(string name) : SampleSource(name)
{
    /// <summary>Values that are held: as many as there is memory for, and no more than an array has.</summary>
    protected static long MostValues { get; } = Math.Min(1L << 29, MemoryShare.Bytes / sizeof(float));

    /// <summary>Names of the features, or their positions in the file where it has no header.</summary>
    public ImmutableArray<string> Columns { get; init; }

    /// <summary>samples x columns, row by row; NaN = missing.</summary>
    public float[] Values { get; init; } = [];
}
