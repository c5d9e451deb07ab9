using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages.Json;

/// <summary>By hand, as all that a finished run is made of: it is read and written three times for every run (docs/performance-coordinator.md).</summary>
internal sealed class EvaluationJson : JsonConverter<Evaluation>
{
    /// <summary>Members that records of every version have; those of metrics and operating points that were added later may be missing.</summary>
    private static readonly string[] Always =
    [
        "positives", "negatives", "thresholdLogit", "truePositives", "falsePositives", "aucNumerator",
        "aucPr", "partialAuc", "atHalf", "atFpr1", "atFpr5", "atFpr10",
    ];

    /// <summary>Where the metrics' values begin, and the operating points behind them.</summary>
    private const int Ranking = 6;
    private static readonly int Points = Ranking + RankingMetric.Kept.Length;

    private static readonly string[] All =
        [.. Always[..Ranking], .. RankingMetric.Kept.Select(metric => metric.Key), .. OperatingRule.All.Select(rule => rule.Key)];

    private static readonly Members Names = new(nameof(Evaluation), All) { Optional = All.Except(Always) };
    private static readonly Members PointNames = new(nameof(OperatingPoint), "thresholdLogit", "falseNegatives", "falsePositives");

    public override Evaluation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Evaluation value, JsonSerializerOptions options) => Write(writer, value);

    public static Evaluation Read(ref Utf8JsonReader reader)
    {
        int positives = 0, negatives = 0, truePositives = 0, falsePositives = 0, known = 0;
        float threshold = 0;
        long auc = 0;
        var ranking = new double[RankingMetric.Kept.Length];
        Array.Fill(ranking, double.NaN);
        var points = new OperatingPoint[OperatingRule.All.Length];
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
                case < 0:
                    return new Evaluation(
                        positives, negatives, threshold, truePositives, falsePositives, auc, ImmutableCollectionsMarshal.AsImmutableArray(ranking),
                        known == points.Length ? ImmutableCollectionsMarshal.AsImmutableArray(points) : ImmutableArray.Create(points, 0, known));
                case var member when member < Points: ranking[member - Ranking] = Values.Real(ref reader); break;
                case var member:
                    points[member - Points] = ReadPoint(ref reader);
                    known = Math.Max(known, member - Points + 1);
                    break;
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
        for (var i = 0; i < value.Ranking.Length; i++)
        {
            if (double.IsNaN(value.Ranking[i])) continue;
            Names.Name(writer, Ranking + i);
            Values.Write(writer, value.Ranking[i]);
        }
        for (var i = 0; i < value.Points.Length; i++) WritePoint(writer, Points + i, value.Points[i]);
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
