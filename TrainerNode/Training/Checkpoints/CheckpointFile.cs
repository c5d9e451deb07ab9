using ActorSearch.Search.Metrics;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The weights a run would end with if it ended now.</summary>
/// <param name="Epoch">Epochs done when they were taken.</param>
/// <param name="Weights">By the layout.</param>
public sealed record KeptWeights(int Epoch, Thresholds Thresholds, Evaluation Validation, float[] Weights);

/// <summary>Everything a run needs to go on exactly: <paramref name="Batch"/> batches of epoch <paramref name="Epoch"/> are done.</summary>
/// <param name="LossSum">Sum of loss x samples over the batches of this epoch.</param>
/// <param name="Steps">Optimizer steps since the run began.</param>
/// <param name="Weights">By the layout.</param>
/// <param name="Optimizer">The optimizer's state by name, each by the layout.</param>
/// <param name="Kept">Null before the first epoch's end.</param>
/// <param name="RootWeights">What a root run has stored so far for rewinding.</param>
public sealed record TrainingState(
    int Epoch, int Batch, double LossSum, long Steps, float[] Weights, IReadOnlyDictionary<string, float[]> Optimizer,
    KeptWeights? Kept, ImmutableArray<EpochPoint> Curve, ImmutableArray<RewindWeights> RootWeights);

/// <summary>Training checkpoints as safetensors files; docs/formats.md describes them.</summary>
public static class CheckpointFile
{
    private const string Format = "actorsearch-checkpoint", FormatVersion = "1", KeptSet = "kept", WeightSet = "weights";

    public static byte[] Write(TrainingState state, FlatLayout layout, NetworkMask mask, string trainingHash, CandidatePath path, int replicate)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["format_version"] = FormatVersion,
            ["training_hash"] = trainingHash,
            ["path"] = path.ToString(),
            ["replicate"] = FileJson.Write(replicate),
            ["position"] = FileJson.Write(new Position(state.Epoch, state.Batch, state.LossSum, state.Steps)),
            ["curve"] = FileJson.Write(state.Curve),
            ["root_weights"] = FileJson.Write(state.RootWeights),
            ["model"] = ModelDescription.Write(layout.Architecture),
        };
        if (state.Kept is { } kept) metadata["kept"] = FileJson.Write(new KeptInfo(kept.Epoch, kept.Thresholds, kept.Validation));
        return new SafetensorsFile(metadata,
        [
            .. PackedWeights.Masks(layout, mask),
            .. PackedWeights.Pack(WeightSet, layout, mask, state.Weights),
            .. state.Optimizer.SelectMany(slot => PackedWeights.Pack(slot.Key, layout, mask, slot.Value, buffers: false)),
            .. state.Kept is null ? [] : PackedWeights.Pack(KeptSet, layout, mask, state.Kept.Weights),
        ]).ToBytes();
    }

    /// <param name="mask">The run's mask, known from its parent; the file must agree.</param>
    /// <param name="optimizerState">Names of the optimizer's state.</param>
    /// <exception cref="CheckpointDamagedException">Not a checkpoint of this run.</exception>
    public static TrainingState Read(
        ReadOnlyMemory<byte> bytes, FlatLayout layout, NetworkMask mask, IReadOnlyList<string> optimizerState,
        CheckpointRef reference, string trainingHash, CandidatePath path, int replicate)
    {
        try
        {
            var file = SafetensorsFile.Parse(bytes);
            var metadata = new FileMetadata(file.Metadata, Format, FormatVersion);
            metadata.RequireText("training_hash", trainingHash);
            metadata.RequireText("path", path.ToString());
            metadata.RequireText("replicate", FileJson.Write(replicate));
            if (!PackedWeights.ReadMasks(layout, file).Equals(mask)) throw new InvalidDataException("the mask is another run's");
            var position = metadata.Json<Position>("position");
            if (position.Epoch < 0 || position.Batch < 0 || position.Steps < 0) throw new InvalidDataException("the position lies before the beginning");
            var kept = file.Metadata.ContainsKey("kept") ? metadata.Json<KeptInfo>("kept") : null;
            return new TrainingState(
                position.Epoch, position.Batch, position.LossSum, position.Steps,
                PackedWeights.Unpack(WeightSet, layout, mask, file),
                optimizerState.ToDictionary(name => name, name => PackedWeights.Unpack(name, layout, mask, file, buffers: false)),
                kept is null ? null : new KeptWeights(kept.Epoch, kept.Thresholds, kept.Validation, PackedWeights.Unpack(KeptSet, layout, mask, file)),
                metadata.Json<ImmutableArray<EpochPoint>>("curve"), metadata.Json<ImmutableArray<RewindWeights>>("root_weights"));
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }

    private sealed record Position(int Epoch, int Batch, double LossSum, long Steps);

    private sealed record KeptInfo(int Epoch, Thresholds Thresholds, Evaluation Validation);
}
