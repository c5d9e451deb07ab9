using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>See <see cref="EvaluationJson"/>.</summary>
internal sealed class RunResultJson : JsonConverter<RunResult>
{
    private static readonly Members Names = new(
        nameof(RunResult), "validation", "weightsLeft", "weightsTotal", "dead", "keptEpoch", "epochsTrained", "tensors", "curve", "ticket", "rootWeights", "microBatch", "engine")
    { Later = 1 };

    private static readonly Members TensorNames = new(nameof(TensorDensity), "name", "left", "total");
    private static readonly Members FileNames = new(nameof(CheckpointRef), "sha256", "bytes", "step");
    private static readonly Members WeightsNames = new(nameof(RewindWeights), "epoch", "ref");

    public override RunResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, RunResult value, JsonSerializerOptions options) => Write(writer, value);

    public static RunResult Read(ref Utf8JsonReader reader)
    {
        Evaluation? validation = null;
        long left = 0, total = 0;
        var dead = false;
        int kept = 0, epochs = 0;
        ImmutableArray<TensorDensity> tensors = [];
        ImmutableArray<EpochPoint> curve = [];
        CheckpointRef? ticket = null;
        ImmutableArray<RewindWeights> weights = [];
        int? microBatch = null;
        EngineKind? engine = null;
        var walk = Names.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: validation = EvaluationJson.Read(ref reader); break;
                case 1: left = reader.GetInt64(); break;
                case 2: total = reader.GetInt64(); break;
                case 3: dead = reader.GetBoolean(); break;
                case 4: kept = reader.GetInt32(); break;
                case 5: epochs = reader.GetInt32(); break;
                case 6: tensors = Values.List(ref reader, ReadTensor); break;
                case 7: curve = Values.List(ref reader, EpochPointJson.Read); break;
                case 8: ticket = ReadFile(ref reader); break;
                case 9: weights = Values.List(ref reader, ReadWeights); break;
                case 10: microBatch = Values.Maybe(ref reader); break;
                case 11: engine = ReadEngine(ref reader); break;
                default: return new RunResult(validation!, left, total, dead, kept, epochs, tensors, curve, ticket!, weights, microBatch) { Engine = engine };
            }
        }
    }

    public static void Write(Utf8JsonWriter writer, RunResult value)
    {
        writer.WriteStartObject();
        Names.Name(writer, 0);
        EvaluationJson.Write(writer, value.Validation);
        Names.Name(writer, 1);
        writer.WriteNumberValue(value.WeightsLeft);
        Names.Name(writer, 2);
        writer.WriteNumberValue(value.WeightsTotal);
        Names.Name(writer, 3);
        writer.WriteBooleanValue(value.Dead);
        Names.Name(writer, 4);
        writer.WriteNumberValue(value.KeptEpoch);
        Names.Name(writer, 5);
        writer.WriteNumberValue(value.EpochsTrained);
        Names.Name(writer, 6);
        Values.List(writer, value.Tensors, WriteTensor);
        Names.Name(writer, 7);
        Values.List(writer, value.Curve, EpochPointJson.Write);
        Names.Name(writer, 8);
        WriteFile(writer, value.Ticket);
        Names.Name(writer, 9);
        Values.List(writer, value.RootWeights, WriteWeights);
        Names.Name(writer, 10);
        Values.Write(writer, value.MicroBatch);
        if (value.Engine is { } engine)
        {
            Names.Name(writer, 11);
            writer.WriteStringValue(engine.Name());
        }
        writer.WriteEndObject();
    }

    private static EngineKind? ReadEngine(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        return KindNames.TryParse<EngineKind>(Values.Text(ref reader), out var kind) ? kind : throw Members.Wrong("the name of an engine");
    }

    private static TensorDensity ReadTensor(ref Utf8JsonReader reader)
    {
        var name = "";
        long left = 0, total = 0;
        var walk = TensorNames.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: name = Values.Text(ref reader); break;
                case 1: left = reader.GetInt64(); break;
                case 2: total = reader.GetInt64(); break;
                default: return new TensorDensity(name, left, total);
            }
        }
    }

    private static void WriteTensor(Utf8JsonWriter writer, TensorDensity value)
    {
        writer.WriteStartObject();
        TensorNames.Name(writer, 0);
        writer.WriteStringValue(value.Name);
        TensorNames.Name(writer, 1);
        writer.WriteNumberValue(value.Left);
        TensorNames.Name(writer, 2);
        writer.WriteNumberValue(value.Total);
        writer.WriteEndObject();
    }

    private static CheckpointRef ReadFile(ref Utf8JsonReader reader)
    {
        var sha256 = "";
        long bytes = 0, step = 0;
        var walk = FileNames.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: sha256 = Values.Text(ref reader); break;
                case 1: bytes = reader.GetInt64(); break;
                case 2: step = reader.GetInt64(); break;
                default: return new CheckpointRef(sha256, bytes, step);
            }
        }
    }

    private static void WriteFile(Utf8JsonWriter writer, CheckpointRef value)
    {
        writer.WriteStartObject();
        FileNames.Name(writer, 0);
        writer.WriteStringValue(value.Sha256);
        FileNames.Name(writer, 1);
        writer.WriteNumberValue(value.Bytes);
        FileNames.Name(writer, 2);
        writer.WriteNumberValue(value.Step);
        writer.WriteEndObject();
    }

    private static RewindWeights ReadWeights(ref Utf8JsonReader reader)
    {
        var epoch = 0;
        CheckpointRef? file = null;
        var walk = WeightsNames.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: epoch = reader.GetInt32(); break;
                case 1: file = ReadFile(ref reader); break;
                default: return new RewindWeights(epoch, file!);
            }
        }
    }

    private static void WriteWeights(Utf8JsonWriter writer, RewindWeights value)
    {
        writer.WriteStartObject();
        WeightsNames.Name(writer, 0);
        writer.WriteNumberValue(value.Epoch);
        WeightsNames.Name(writer, 1);
        WriteFile(writer, value.Ref);
        writer.WriteEndObject();
    }
}
