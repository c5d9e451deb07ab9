using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>Thresholds in a file's metadata: `objective`, and those chosen for operating points by their keys.</summary>
internal sealed class ThresholdsText : JsonConverter<Thresholds>
{
    public override Thresholds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("an object was expected");
        float? Of(OperatingRule rule) => rule.MaxFpr is null ? 0 : EvaluationText.Member<float>(json, rule.Key, options);
        return new Thresholds(
            EvaluationText.Member<float>(json, "objective", options) ?? throw new JsonException("objective is missing"),
            [.. OperatingRule.All.Select(Of).TakeWhile(threshold => threshold is not null).OfType<float>()]);
    }

    public override void Write(Utf8JsonWriter writer, Thresholds value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("objective", value.Objective);
        foreach (var (rule, threshold) in OperatingRule.All.Zip(value.Points))
            if (rule.MaxFpr is not null) writer.WriteNumber(EvaluationText.Name(rule.Key), threshold);
        writer.WriteEndObject();
    }
}
