using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search;
using ActorSearch.Search.Figures;

namespace ActorSearch.Messages.Json;

/// <summary>
/// { "runs", an interval for each <see cref="MetricColumn.WithInterval"/> by its key, "scores" }. Intervals of columns that were added later may be missing, as
/// may scores.
/// </summary>
internal sealed class TestResultJson : JsonConverter<TestResult>
{
    private static readonly string[] Always = ["runs", "falseNegatives", "auc", "fnAtFpr1", "fnAtFpr5", "fnAtFpr10"];

    private static readonly string[] All = ["runs", .. MetricColumn.WithInterval.Select(column => column.Key), "scores"];
    private static readonly Members Names = new(nameof(TestResult), All) { Optional = All.Except(Always) };
    private static readonly Members IntervalNames = new(nameof(Interval), "low", "high");

    public override TestResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ImmutableArray<Evaluation> runs = [];
        var intervals = new Interval?[MetricColumn.WithInterval.Length];
        CheckpointRef? scores = null;
        var walk = Names.Begin(ref reader);
        while (true)
        {
            var member = walk.Next(ref reader);
            if (member < 0) return new TestResult(runs, ImmutableArray.Create(intervals)) { Scores = scores };
            if (member == 0) runs = Values.List(ref reader, EvaluationJson.Read);
            else if (member <= intervals.Length) intervals[member - 1] = ReadInterval(ref reader);
            else scores = reader.TokenType == JsonTokenType.Null ? null : RunResultJson.ReadFile(ref reader);
        }
    }

    public override void Write(Utf8JsonWriter writer, TestResult value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Names.Name(writer, 0);
        Values.List(writer, value.Runs, EvaluationJson.Write);
        for (var i = 0; i < value.Intervals.Length; i++)
        {
            if (value.Intervals[i] is not { } interval) continue;
            Names.Name(writer, 1 + i);
            writer.WriteStartObject();
            IntervalNames.Name(writer, 0);
            Values.Write(writer, interval.Low);
            IntervalNames.Name(writer, 1);
            Values.Write(writer, interval.High);
            writer.WriteEndObject();
        }
        Names.Name(writer, All.Length - 1);
        if (value.Scores is { } scores) RunResultJson.WriteFile(writer, scores);
        else writer.WriteNullValue();
        writer.WriteEndObject();
    }

    private static Interval ReadInterval(ref Utf8JsonReader reader)
    {
        double low = 0, high = 0;
        var walk = IntervalNames.Begin(ref reader);
        while (true)
        {
            switch (walk.Next(ref reader))
            {
                case 0: low = Values.Real(ref reader); break;
                case 1: high = Values.Real(ref reader); break;
                default: return new Interval(low, high);
            }
        }
    }
}
