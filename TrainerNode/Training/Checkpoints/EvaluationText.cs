using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>
/// An evaluation in a file's metadata: its members, with a value for each metric and an object for each operating point by their keys, and then what a reader
/// would compute of them. Metrics and operating points that were added later may be missing.
/// </summary>
internal sealed class EvaluationText : JsonConverter<Evaluation>
{
    public override Evaluation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        var known = json.Deserialize<Known>(options) ?? throw new JsonException("an object was expected");
        return new Evaluation(
            known.Positives, known.Negatives, known.ThresholdLogit, known.TruePositives, known.FalsePositives, known.AucNumerator,
            [.. RankingMetric.Kept.Select(metric => Member<double>(json, metric.Key, options) ?? double.NaN)],
            [.. OperatingRule.All.Select(rule => Member<OperatingPoint>(json, rule.Key, options)).TakeWhile(point => point is not null)
                .OfType<OperatingPoint>()]);
    }

    public override void Write(Utf8JsonWriter writer, Evaluation value, JsonSerializerOptions options)
    {
        var members = new OrderedDictionary<string, object>
        {
            ["positives"] = value.Positives,
            ["negatives"] = value.Negatives,
            ["threshold_logit"] = value.ThresholdLogit,
            ["true_positives"] = value.TruePositives,
            ["false_positives"] = value.FalsePositives,
            ["auc_numerator"] = value.AucNumerator,
        };
        foreach (var (metric, number) in RankingMetric.Kept.Zip(value.Ranking))
            if (!double.IsNaN(number)) members[Name(metric.Key)] = number;
        foreach (var (rule, point) in OperatingRule.All.Zip(value.Points)) members[Name(rule.Key)] = point;
        members["false_negatives"] = value.FalseNegatives;
        members["true_negatives"] = value.Negatives - value.FalsePositives;
        members["auc"] = value.Auc;
        members["threshold"] = value.Threshold;
        members["answers_with_one_class"] = value.AnswersWithOneClass;
        JsonSerializer.Serialize(writer, members, options);
    }

    internal static T? Member<T>(JsonElement json, string key, JsonSerializerOptions options) where T : struct =>
        json.TryGetProperty(Name(key), out var member) ? member.Deserialize<T>(options) : null;

    internal static string Name(string key) => JsonNamingPolicy.SnakeCaseLower.ConvertName(key);

    private sealed record Known(int Positives, int Negatives, float ThresholdLogit, int TruePositives, int FalsePositives, long AucNumerator);
}
