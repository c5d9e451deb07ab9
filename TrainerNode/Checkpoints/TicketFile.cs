using System.Collections.Immutable;
using System.Text.Json;
using ActorSearch.Search;
using ActorSearch.Search.Metrics;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>What a ticket says besides its tensors. No attempt, host, path of a file or time: equal runs give equal bytes.</summary>
/// <param name="Path">The candidate's steps as text, empty for the root.</param>
/// <param name="KeptEpoch">Epochs done when the trained weights were taken.</param>
/// <param name="Thresholds">Operating points chosen on validation, on the logit.</param>
public sealed record TicketInfo(
    string TrainingHash, string Path, int Replicate, bool Dead, int KeptEpoch, int EpochsTrained,
    Thresholds Thresholds, Evaluation Validation, Normalisation Normalisation);

/// <summary>The outcome of a run: mask, the weights it started from and the weights it came to, both by the layout and 0 where pruned.</summary>
public sealed record Ticket(TicketInfo Info, NetworkMask Mask, float[] Initial, float[] Trained);

/// <summary>Tickets as safetensors files; docs/formats.md describes them.</summary>
public static class TicketFile
{
    private const string Format = "actorsearch-ticket", FormatVersion = "1";

    public static byte[] Write(Ticket ticket, FlatLayout layout)
    {
        var info = ticket.Info;
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["format_version"] = FormatVersion,
            ["training_hash"] = info.TrainingHash,
            ["path"] = info.Path,
            ["replicate"] = FileJson.Write(info.Replicate),
            ["dead"] = FileJson.Write(info.Dead),
            ["kept_epoch"] = FileJson.Write(info.KeptEpoch),
            ["epochs_trained"] = FileJson.Write(info.EpochsTrained),
            ["input_shape"] = FileJson.Write(layout.Architecture.InputShape),
            ["normalisation"] = FileJson.Write(info.Normalisation),
            ["model"] = ModelDescription.Write(layout.Architecture),
            ["thresholds"] = FileJson.Write(info.Thresholds),
            ["validation"] = FileJson.Write(info.Validation),
        };
        return new SafetensorsFile(metadata,
        [
            .. PackedWeights.Masks(layout, ticket.Mask),
            .. PackedWeights.Pack("initial", layout, ticket.Mask, ticket.Initial),
            .. PackedWeights.Pack("trained", layout, ticket.Mask, ticket.Trained),
        ]).ToBytes();
    }

    /// <exception cref="CheckpointDamagedException">Not a ticket of this network, or not of this run.</exception>
    public static Ticket Read(ReadOnlyMemory<byte> bytes, FlatLayout layout, CheckpointRef reference, string trainingHash, CandidatePath path, int replicate)
    {
        try
        {
            var file = SafetensorsFile.Parse(bytes);
            var metadata = new FileMetadata(file.Metadata, Format, FormatVersion);
            metadata.RequireText("training_hash", trainingHash);
            metadata.RequireText("path", path.ToString());
            metadata.RequireText("replicate", FileJson.Write(replicate));
            metadata.RequireText("model", ModelDescription.Write(layout.Architecture));
            var mask = PackedWeights.ReadMasks(layout, file);
            var info = new TicketInfo(
                trainingHash, path.ToString(), replicate, metadata.Json<bool>("dead"), metadata.Json<int>("kept_epoch"), metadata.Json<int>("epochs_trained"),
                metadata.Json<Thresholds>("thresholds"), metadata.Json<Evaluation>("validation"), metadata.Json<Normalisation>("normalisation"));
            return new Ticket(info, mask, PackedWeights.Unpack("initial", layout, mask, file), PackedWeights.Unpack("trained", layout, mask, file));
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }
}
