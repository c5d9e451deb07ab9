using ActorSearch.Search.Metrics;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>Tickets as safetensors files, which hold all that predicting takes; docs/formats.md describes them.</summary>
public static class TicketFile
{
    private const string Format = "actorsearch-ticket", FormatVersion = "2", ChainsOnly = "1", Initial = "initial", Trained = "trained";

    /// <exception cref="ArgumentException">The ticket does not say what it is for.</exception>
    public static byte[] Write(Ticket ticket)
    {
        var (info, layout) = (ticket.Info, ticket.Layout);
        var use = info.Use ?? throw new ArgumentException("a ticket says what its logits mean", nameof(ticket));
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
            ["positive"] = FileJson.Write(use.Positive),
            ["operating_point"] = FileJson.Write(use.OperatingPoint),
            ["engine"] = FileJson.Write(use.Engine),
            ["batch"] = FileJson.Write(use.Batch),
            ["thresholds"] = FileJson.Write(info.Thresholds),
            ["validation"] = FileJson.Write(info.Validation),
        };
        return new SafetensorsFile(metadata,
        [
            .. PackedWeights.Masks(layout, ticket.Mask),
            .. PackedWeights.Pack(Initial, layout, ticket.Mask, ticket.Initial),
            .. PackedWeights.Pack(Trained, layout, ticket.Mask, ticket.Trained),
        ]).ToBytes();
    }

    /// <summary>Reads a ticket by itself.</summary>
    /// <exception cref="InvalidDataException">Not a ticket, or not one whose network can be built here.</exception>
    public static Ticket Read(ReadOnlyMemory<byte> bytes)
    {
        var file = SafetensorsFile.Parse(bytes);
        var metadata = new FileMetadata(file.Metadata, Format, FormatVersion, ChainsOnly);
        var use = metadata.Text("format_version") == ChainsOnly ? null : new TicketUse(
            metadata.Json<ImmutableArray<string>>("positive"), metadata.Json<OperatingPointSpec>("operating_point"), metadata.Json<EngineKind>("engine"),
            metadata.Json<int>("batch"));
        if (use is not null && (use.Positive.IsDefaultOrEmpty || use.Batch < 1 || use.Engine == EngineKind.Auto))
            throw new InvalidDataException("the ticket does not say how it was evaluated");
        var info = new TicketInfo(
            metadata.Text("training_hash"), metadata.Text("path"), metadata.Json<int>("replicate"), metadata.Json<bool>("dead"),
            metadata.Json<int>("kept_epoch"), metadata.Json<int>("epochs_trained"),
            metadata.Json<Thresholds>("thresholds"), metadata.Json<Evaluation>("validation"),
            metadata.Json<Normalisation>("normalisation"), use);
        var layout = FlatLayout.Of(ModelDescription.Read(metadata.Text("model"), metadata.Json<ImmutableArray<int>>("input_shape")));
        var mask = PackedWeights.ReadMasks(layout, file);
        return new Ticket(info, layout, mask, PackedWeights.Unpack(Initial, layout, mask, file), PackedWeights.Unpack(Trained, layout, mask, file));
    }

    /// <summary>Reads a ticket of a search.</summary>
    /// <exception cref="CheckpointDamagedException">Not a ticket of this network, or not of this run.</exception>
    public static Ticket Read(ReadOnlyMemory<byte> bytes, FlatLayout layout, CheckpointRef reference, string trainingHash, CandidatePath path, int replicate)
    {
        try
        {
            var ticket = Read(bytes);
            if ((ticket.Info.TrainingHash, ticket.Info.Path, ticket.Info.Replicate) != (trainingHash, path.ToString(), replicate))
                throw new InvalidDataException("it is another run's");
            if (ModelDescription.Write(ticket.Layout.Architecture) != ModelDescription.Write(layout.Architecture))
                throw new InvalidDataException("it is of another network");
            return ticket;
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }
}
