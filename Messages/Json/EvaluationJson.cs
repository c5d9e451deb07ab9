using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search;

namespace ActorSearch.Messages.Json;

/// <summary>By hand, as all that a finished run is made of: it is read and written three times for every run (docs/performance-coordinator.md).</summary>
internal sealed class EvaluationJson : JsonConverter<Evaluation>
{
    private static readonly Members Names = new(
        nameof(Evaluation), "positives", "negatives", "thresholdLogit", "truePositives", "falsePositives", "aucNumerator", "aucPr", "partialAuc", "atHalf", "atFpr1", "atFpr5", "atFpr10");

    private static readonly Members PointNames = new(nameof(OperatingPoint), "thresholdLogit", "falseNegatives", "falsePositives");

    public override Evaluation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Evaluation value, JsonSerializerOptions options) => Write(writer, value);

    public static Evaluation Read(ref Utf8JsonReader reader)
    {
        int positives = 0, negatives = 0, truePositives = 0, falsePositives = 0;
        float threshold = 0;
        long auc = 0;
        double aucPr = 0, partial = 0;
        OperatingPoint half = default, fpr1 = default, fpr5 = default, fpr10 = default;
        var walk = Names.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: positives = reader.GetInt32(); break;
                case 1: negatives = reader.GetInt32(); break;
                case 2: threshold = Values.Single(ref reader); break;
                case 3: truePositives = reader.GetInt32(); break;
                case 4: falsePositives = reader.GetInt32(); break;
                case 5: auc = reader.GetInt64(); break;
                case 6: aucPr = Values.Real(ref reader); break;
                case 7: partial = Values.Real(ref reader); break;
                case 8: half = ReadPoint(ref reader); break;
                case 9: fpr1 = ReadPoint(ref reader); break;
                case 10: fpr5 = ReadPoint(ref reader); break;
                case 11: fpr10 = ReadPoint(ref reader); break;
                default: return new Evaluation(positives, negatives, threshold, truePositives, falsePositives, auc, aucPr, partial, half, fpr1, fpr5, fpr10);
            }
        }
    }

    public static void Write(Utf8JsonWriter writer, Evaluation value)
    {
        writer.WriteStartObject();
        Names.Name(writer, 0);
        writer.WriteNumberValue(value.Positives);
        Names.Name(writer, 1);
        writer.WriteNumberValue(value.Negatives);
        Names.Name(writer, 2);
        Values.Write(writer, value.ThresholdLogit);
        Names.Name(writer, 3);
        writer.WriteNumberValue(value.TruePositives);
        Names.Name(writer, 4);
        writer.WriteNumberValue(value.FalsePositives);
        Names.Name(writer, 5);
        writer.WriteNumberValue(value.AucNumerator);
        Names.Name(writer, 6);
        Values.Write(writer, value.AucPr);
        Names.Name(writer, 7);
        Values.Write(writer, value.PartialAuc);
        WritePoint(writer, 8, value.AtHalf);
        WritePoint(writer, 9, value.AtFpr1);
        WritePoint(writer, 10, value.AtFpr5);
        WritePoint(writer, 11, value.AtFpr10);
        writer.WriteEndObject();
    }

    private static OperatingPoint ReadPoint(ref Utf8JsonReader reader)
    {
        float threshold = 0;
        int negatives = 0, positives = 0;
        var walk = PointNames.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: threshold = Values.Single(ref reader); break;
                case 1: negatives = reader.GetInt32(); break;
                case 2: positives = reader.GetInt32(); break;
                default: return new OperatingPoint(threshold, negatives, positives);
            }
        }
    }

    private static void WritePoint(Utf8JsonWriter writer, int member, OperatingPoint value)
    {
        Names.Name(writer, member);
        writer.WriteStartObject();
        PointNames.Name(writer, 0);
        Values.Write(writer, value.ThresholdLogit);
        PointNames.Name(writer, 1);
        writer.WriteNumberValue(value.FalseNegatives);
        PointNames.Name(writer, 2);
        writer.WriteNumberValue(value.FalsePositives);
        writer.WriteEndObject();
    }
}
