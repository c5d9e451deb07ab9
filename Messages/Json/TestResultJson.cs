using System.Text.Json;
using System.Text.Json.Serialization;
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
            else if (member == All.Length - 1) scores = JsonSerializer.Deserialize<CheckpointRef?>(ref reader, options);
            else intervals[member - 1] = JsonSerializer.Deserialize<Interval>(ref reader, options) ?? throw Members.Wrong("an interval");
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
            JsonSerializer.Serialize(writer, interval, options);
        }
        Names.Name(writer, All.Length - 1);
        JsonSerializer.Serialize(writer, value.Scores, options);
        writer.WriteEndObject();
    }
}
