using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The root run's weights after some epochs, dense, for rewinding.</summary>
public static class RootWeightsFile
{
    private const string Format = "actorsearch-root-weights", FormatVersion = "1", Set = "weights";

    public static byte[] Write(FlatLayout layout, float[] weights, string trainingHash, int replicate, int epoch) =>
        new SafetensorsFile(
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["format_version"] = FormatVersion,
                ["training_hash"] = trainingHash,
                ["replicate"] = FileJson.Write(replicate),
                ["epoch"] = FileJson.Write(epoch),
                ["model"] = ModelDescription.Write(layout.Architecture),
            },
            PackedWeights.Pack(Set, layout, Dense(layout), weights)).ToBytes();

    /// <exception cref="CheckpointDamagedException">Not these weights.</exception>
    public static float[] Read(ReadOnlyMemory<byte> bytes, FlatLayout layout, CheckpointRef reference, string trainingHash, int replicate, int epoch)
    {
        try
        {
            var file = SafetensorsFile.Parse(bytes);
            var metadata = new FileMetadata(file.Metadata, Format, FormatVersion);
            metadata.RequireText("training_hash", trainingHash);
            metadata.RequireText("replicate", FileJson.Write(replicate));
            metadata.RequireText("epoch", FileJson.Write(epoch));
            return PackedWeights.Unpack(Set, layout, Dense(layout), file);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }

    /// <summary>No masks at all: every tensor in its shape.</summary>
    private static NetworkMask Dense(FlatLayout layout) => new([.. layout.Parameters.Select(_ => (BitMask?)null)]);
}
