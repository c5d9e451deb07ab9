namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Images: decoded only when the cache lacks them.</summary>
internal abstract class PixelSource(string name) : SampleSource(name)
{
    /// <summary>Sends every sample to the sink, in order.</summary>
    public abstract void Decode(IPixelSink sink, CancellationToken cancel);
}
