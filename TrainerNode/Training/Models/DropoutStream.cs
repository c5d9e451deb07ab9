using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Models;

/// <summary>
/// Dropout masks of one training batch, shared by all engines: each layer has its own stream, and element j of the batch (samples one
/// after another) takes draw j, so that a part of a batch sees what the whole would.
/// </summary>
/// <param name="Batch">Index of the batch within its epoch.</param>
/// <param name="Layers">Layers of the network; with the batch index they name the stream.</param>
/// <param name="FirstSample">First sample of this part within the batch.</param>
public readonly record struct DropoutStream(long Seed, int Replicate, int Epoch, int Batch, int Layers, int FirstSample = 0)
{
    /// <summary>Inverted scaling: 1/(1 - rate) where an activation stays, else 0.</summary>
    /// <param name="layer">Index of the dropout layer.</param>
    /// <param name="sampleSize">Activations of one sample.</param>
    public void Fill(int layer, double rate, int sampleSize, Span<float> mask)
    {
        var random = new CounterRandom(Seed, Replicate, Epoch, RandomPurpose.Dropout, checked(Batch * Layers + layer));
        for (var skipped = (long)FirstSample * sampleSize; skipped > 0; skipped--) random.NextUInt32();
        var (limit, scale) = ((float)rate, (float)(1 / (1 - rate)));
        foreach (ref var element in mask) element = random.NextFloat() < limit ? 0 : scale;
    }
}
