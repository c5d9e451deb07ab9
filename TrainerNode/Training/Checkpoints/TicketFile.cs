using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>Tickets as safetensors files, which hold all that predicting takes; docs/formats.md describes them.</summary>
public static class TicketFile
{
    private const string ChainsOnly = "1", Initial = "initial", Trained = "trained";
    private static readonly FileFormat Format = new("actorsearch-ticket", "2", ChainsOnly);

    /// <exception cref="ArgumentException">The ticket does not say what it is for.</exception>
    public static byte[] Write(Ticket ticket)
    {
        var (info, layout) = (ticket.Info, ticket.Layout);
        var use = info.Use ?? throw new ArgumentException("a ticket says what its logits mean", nameof(ticket));
        var metadata = new Dictionary<string, object>
        {
            ["training_hash"] = info.TrainingHash,
            ["path"] = info.Path,
            ["replicate"] = info.Replicate,
            ["dead"] = info.Dead,
            ["kept_epoch"] = info.KeptEpoch,
            ["epochs_trained"] = info.EpochsTrained,
            ["input_shape"] = layout.Architecture.InputShape,
            ["normalisation"] = info.Normalization,
            ["model"] = ModelDescription.Write(layout.Architecture),
            ["positive"] = use.Positive,
            ["operating_point"] = use.OperatingPoint,
            ["engine"] = use.Engine,
            ["batch"] = use.Batch,
            ["thresholds"] = info.Thresholds,
            ["validation"] = info.Validation,
        };
        var packed = new PackedWeights(layout, ticket.Mask);
        return Format.Write(metadata,
        [
            .. packed.Masks(),
            .. packed.Pack(Initial, ticket.Initial),
            .. packed.Pack(Trained, ticket.Trained),
        ]);
    }

    /// <summary>Reads a ticket by itself.</summary>
    /// <exception cref="InvalidDataException">Not a ticket, or not one whose network can be built here.</exception>
    public static Ticket Read(ReadOnlyMemory<byte> bytes)
    {
        var file = Format.Read(bytes);
        var use = file.Text("format_version") == ChainsOnly ? null : new TicketUse(
            file.Json<ImmutableArray<string>>("positive"), file.Json<OperatingPointSpec>("operating_point"), file.Json<EngineKind>("engine"),
            file.Json<int>("batch"));
        if (use is not null && (use.Positive.IsDefaultOrEmpty || use.Batch < 1 || use.Engine == EngineKind.Auto))
            throw new InvalidDataException("the ticket does not say how it was evaluated");
        var info = new TicketInfo(
            file.Text("training_hash"), file.Text("path"), file.Json<int>("replicate"), file.Json<bool>("dead"),
            file.Json<int>("kept_epoch"), file.Json<int>("epochs_trained"),
            file.Json<Thresholds>("thresholds"), file.Json<Evaluation>("validation"),
            file.Json<Normalization>("normalisation"), use);
        var layout = FlatLayout.Of(ModelDescription.Read(file.Text("model"), file.Json<ImmutableArray<int>>("input_shape")));
        var mask = PackedWeights.ReadMasks(layout, file);
        var packed = new PackedWeights(layout, mask);
        return new Ticket(info, layout, mask, packed.Unpack(Initial, file), packed.Unpack(Trained, file));
    }

    /// <summary>Reads a ticket of a search.</summary>
    /// <exception cref="CheckpointDamagedException">Not a ticket of this network, or not of this run.</exception>
    public static Ticket Read(ReadOnlyMemory<byte> bytes, FlatLayout layout, CheckpointRef reference, string trainingHash, CandidatePath path, int replicate) =>
        CheckpointDamagedException.Unless(reference, () =>
        {
            var ticket = Read(bytes);
            if ((ticket.Info.TrainingHash, ticket.Info.Path, ticket.Info.Replicate) != (trainingHash, path.ToString(), replicate))
                throw new InvalidDataException("it is another run's");
            if (ModelDescription.Write(ticket.Layout.Architecture) != ModelDescription.Write(layout.Architecture))
                throw new InvalidDataException("it is of another network");
            return ticket;
        });
}
