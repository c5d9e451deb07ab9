namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Takes decoded samples one after another.</summary>
internal interface IPixelSink
{
    /// <summary>Says the shape of all samples; a second call throws away what was written.</summary>
    void Start(int channels, int height, int width);

    /// <summary>One sample, channel by channel.</summary>
    void Write(ReadOnlySpan<byte> sample);
}
