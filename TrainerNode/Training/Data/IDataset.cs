using System.Text.Json.Serialization;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>A part of the samples.</summary>
public enum Split
{
    /// <summary>What the network learns from.</summary>
    Train,

    /// <summary>What decides when to stop, and which networks are the best.</summary>
    Validation,

    /// <summary>What is looked at in the end, and decides nothing.</summary>
    Test,
}

/// <summary>
/// Samples of one data specification, split and normalised. Safe for use by several slots at once; holds no torch object.
/// </summary>
public interface IDataset : IDisposable
{
    /// <summary>Shape of one sample: [channels, height, width] or [features].</summary>
    ImmutableArray<int> SampleShape { get; }

    /// <summary>SHA-256 (hex) of the contents, whatever the path.</summary>
    string Fingerprint { get; }

    /// <summary>0 or 1 (the costly class) per sample of the split, in the split's order.</summary>
    ReadOnlySpan<byte> Labels(Split split);

    /// <summary>
    /// Normalisation from train: per channel (images) or feature; x' = (x - mean) / sd, sd 1 where a channel is constant. Images are scaled to [0, 1] first.
    /// </summary>
    Normalization Normalization { get; }

    /// <summary>Writes the normalised samples one after another.</summary>
    /// <param name="indices">Positions within the split.</param>
    /// <param name="destination">At least indices x sample size floats.</param>
    void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination);

    /// <summary>
    /// The same for training samples with the specification's augmentation; sample i draws from its own stream, keyed by its position in train.
    /// </summary>
    void FillAugmented(ReadOnlySpan<int> indices, long seed, int replicate, int epoch, Span<float> destination);
}

/// <summary>The mean and the standard deviation of each channel or feature.</summary>
/// <param name="Median">Of train, per feature of a table: stands where a value is missing, before the scaling. Null for images.</param>
public sealed record Normalization(
    ImmutableArray<float> Mean, ImmutableArray<float> StandardDeviation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<float>? Median = null);
