using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The weights a run would end with if it ended now.</summary>
/// <param name="Epoch">Epochs done when they were taken.</param>
/// <param name="Weights">By the layout.</param>
internal sealed record KeptWeights(int Epoch, Thresholds Thresholds, Evaluation Validation, float[] Weights);

/// <summary>Everything a run needs to go on exactly: <paramref name="Batch"/> batches of epoch <paramref name="Epoch"/> are done.</summary>
/// <param name="LossSum">Sum of loss x samples over the batches of this epoch.</param>
/// <param name="Steps">Optimizer steps since the run began.</param>
/// <param name="Weights">By the layout.</param>
/// <param name="Optimizer">The optimizer's state by name, each by the layout.</param>
/// <param name="Kept">Null before the first epoch's end.</param>
/// <param name="RootWeights">What a root run has stored so far for rewinding.</param>
internal sealed record TrainingState(
    int Epoch, int Batch, double LossSum, long Steps, float[] Weights, IReadOnlyDictionary<string, float[]> Optimizer,
    KeptWeights? Kept, ImmutableArray<EpochPoint> Curve, ImmutableArray<RewindWeights> RootWeights);

/// <summary>Training checkpoints as safetensors files; docs/formats.md describes them.</summary>
internal static class CheckpointFile
{
    private const string KeptSet = "kept", WeightSet = "weights";
    private static readonly FileFormat Format = new("actorsearch-checkpoint", "1");

    /// <summary>The bytes of a run's checkpoint.</summary>
    public static byte[] Write(TrainingState state, FlatLayout layout, NetworkMask mask, string trainingHash, CandidatePath path, int replicate)
    {
        var metadata = new Dictionary<string, object>
        {
            ["training_hash"] = trainingHash,
            ["path"] = path.ToString(),
            ["replicate"] = replicate,
            ["position"] = new Position(state.Epoch, state.Batch, state.LossSum, state.Steps),
            ["curve"] = state.Curve,
            ["root_weights"] = state.RootWeights,
            ["model"] = ModelDescription.Write(layout.Architecture),
        };
        if (state.Kept is { } kept) metadata["kept"] = new KeptInfo(kept.Epoch, kept.Thresholds, kept.Validation);
        var packed = new PackedWeights(layout, mask);
        return Format.Write(metadata,
        [
            .. packed.Masks(),
            .. packed.Pack(WeightSet, state.Weights),
            .. state.Optimizer.SelectMany(slot => packed.Pack(slot.Key, slot.Value, buffers: false)),
            .. state.Kept is null ? [] : packed.Pack(KeptSet, state.Kept.Weights),
        ]);
    }

    /// <param name="mask">The run's mask, known from its parent; the file must agree.</param>
    /// <param name="optimizerState">Names of the optimizer's state.</param>
    /// <exception cref="CheckpointDamagedException">Not a checkpoint of this run.</exception>
    public static TrainingState Read(
        ReadOnlyMemory<byte> bytes, FlatLayout layout, NetworkMask mask, IReadOnlyList<string> optimizerState,
        CheckpointRef reference, string trainingHash, CandidatePath path, int replicate) =>
        CheckpointDamagedException.Unless(reference, () =>
        {
            var file = Format.Read(bytes);
            file.Require("training_hash", trainingHash);
            file.Require("path", path.ToString());
            file.Require("replicate", replicate);
            if (!PackedWeights.ReadMasks(layout, file).Equals(mask)) throw new InvalidDataException("the mask is another run's");
            var position = file.Json<Position>("position");
            if (position.Epoch < 0 || position.Batch < 0 || position.Steps < 0) throw new InvalidDataException("the position lies before the beginning");
            var kept = file.Metadata.ContainsKey("kept") ? file.Json<KeptInfo>("kept") : null;
            var packed = new PackedWeights(layout, mask);
            return new TrainingState(
                position.Epoch, position.Batch, position.LossSum, position.Steps,
                packed.Unpack(WeightSet, file),
                optimizerState.ToDictionary(name => name, name => packed.Unpack(name, file, buffers: false)),
                kept is null ? null : new KeptWeights(kept.Epoch, kept.Thresholds, kept.Validation, packed.Unpack(KeptSet, file)),
                file.Json<ImmutableArray<EpochPoint>>("curve"), file.Json<ImmutableArray<RewindWeights>>("root_weights"));
        });

    private sealed record Position(int Epoch, int Batch, double LossSum, long Steps);

    private sealed record KeptInfo(int Epoch, Thresholds Thresholds, Evaluation Validation);
}
