namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// The samples of one file or folder as they are: what is known without decoding. Positions in the lists are the samples'
/// positions in everything that follows (split, duplicates, cache).
/// </summary>
internal interface ISampleSource
{
    /// <summary>File or folder, as messages name it.</summary>
    string Name { get; }

    /// <summary>SHA-256 (hex) of the contents, whatever the path.</summary>
    string Fingerprint { get; }

    /// <summary>Label text per sample, without surrounding blanks and one pair of quotes.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>What must stay together (a patient, a photograph) per sample; null = no such column.</summary>
    IReadOnlyList<string>? Groups { get; }

    /// <summary>The split the files put each sample in; null = the files bring none. Test is always given where any is.</summary>
    IReadOnlyList<Split>? Given { get; }
}

/// <summary>Images: decoded only when the cache lacks them.</summary>
internal interface IPixelSource : ISampleSource
{
    /// <summary>Sends every sample to the sink, in order.</summary>
    void Decode(IPixelSink sink, CancellationToken cancel);
}

/// <summary>Rows of numbers, in memory.</summary>
internal interface IFeatureSource : ISampleSource
{
    /// <summary>Names of the features, or their positions in the file where it has no header.</summary>
    ImmutableArray<string> Columns { get; }

    /// <summary>samples x columns, row by row; NaN = missing.</summary>
    float[] Values { get; }
}

/// <summary>Takes decoded samples one after another.</summary>
internal interface IPixelSink
{
    /// <summary>Says the shape of all samples; a second call throws away what was written.</summary>
    void Start(int channels, int height, int width);

    /// <summary>One sample, channel by channel.</summary>
    void Write(ReadOnlySpan<byte> sample);
}
