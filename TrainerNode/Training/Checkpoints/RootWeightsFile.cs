using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The root run's weights after some epochs, dense, for rewinding.</summary>
internal static class RootWeightsFile
{
    private const string Set = "weights";
    private static readonly FileFormat Format = new("actorsearch-root-weights", "1");

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(FlatLayout layout, float[] weights, string trainingHash, int replicate, int epoch) =>
        Format.Write(
            new Dictionary<string, object>
            {
                ["training_hash"] = trainingHash,
                ["replicate"] = replicate,
                ["epoch"] = epoch,
                ["model"] = ModelDescription.Write(layout.Architecture),
            },
            Dense(layout).Pack(Set, weights));

    /// <exception cref="CheckpointDamagedException">Not these weights.</exception>
    public static float[] Read(ReadOnlyMemory<byte> bytes, FlatLayout layout, CheckpointRef reference, string trainingHash, int replicate, int epoch) =>
        CheckpointDamagedException.Unless(reference, () =>
        {
            var file = Format.Read(bytes);
            file.Require("training_hash", trainingHash);
            file.Require("replicate", replicate);
            file.Require("epoch", epoch);
            return Dense(layout).Unpack(Set, file);
        });

    /// <summary>No masks at all: every tensor in its shape.</summary>
    private static PackedWeights Dense(FlatLayout layout) => new(layout, new([.. layout.Parameters.Select(_ => (BitMask?)null)]));
}
