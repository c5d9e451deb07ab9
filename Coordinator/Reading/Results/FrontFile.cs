using System.Text.Json;
using System.Text.Json.Nodes;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>
/// `front.json` (docs/formats.md): a function of the search and its outcomes alone, with no time, host or path in it, so that two runs
/// can be compared with `cmp`.
/// </summary>
internal static class FrontFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    public static byte[] Json(SearchState state)
    {
        var json = new JsonObject
        {
            ["search"] = state.Spec!.Name,
            ["spec_hash"] = state.SpecHash,
            ["training_hash"] = state.TrainingHash,
            ["replicates"] = state.Spec.Search.Replicates,
            ["hypervolume"] = state.Hypervolume,
            ["root"] = state.Root is { Score: not null } root ? Entry(root) : null,
            ["front"] = new JsonArray([.. state.FrontCandidates.Select(Entry)]),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(json, Options), (byte)'\n'];
    }

    private static JsonObject Entry(CandidateState candidate) => new()
    {
        ["candidate"] = candidate.Id.Value,
        ["level"] = candidate.Path.Level,
        ["path"] = new JsonArray([.. candidate.Path.Steps.Select(Entry)]),
        ["sparsity"] = candidate.Sparsity,
        ["weights_left"] = candidate.MeanWeightsLeft,
        ["weights_total"] = candidate.WeightsTotal,
        ["validation"] = Means(candidate.Validation!, null),
        ["test"] = candidate.Test is { } test ? Means(test.Runs, test) : null,
        ["runs"] = new JsonArray([.. candidate.Results!.Select((result, replicate) => new JsonObject
        {
            ["replicate"] = replicate,
            ["validation"] = Figures(result.Validation),
            ["test"] = candidate.Test is { } tested ? Figures(tested.Runs[replicate]) : null,
            ["checkpoint"] = "sha256:" + result.Ticket.Sha256,
        })]),
    };

    private static JsonObject Entry(Step step) => new()
    {
        ["pruning_rate"] = step.PruningRate,
        ["class_cost"] = step.ClassCost,
        ["rewind"] = step.Rewind.Kind == RewindKind.Epoch ? step.Rewind.Epoch : step.Rewind.ToString(),
    };

    private static JsonObject Figures(Evaluation run) => Grouped(column => Summary.Finite(column.Of(run)));

    private static JsonObject Means(IReadOnlyList<Evaluation> runs, TestResult? test) => Grouped(column =>
    {
        var summary = Summary.Of([.. runs.Select(column.Of)]);
        var json = new JsonObject { ["mean"] = Summary.Finite(summary.Mean), ["sd"] = Summary.Finite(summary.Sd) };
        if (column.IntervalOf(test) is { } interval) json["interval"] = new JsonArray(interval.Low, interval.High);
        return json;
    });

    private static JsonObject Grouped(Func<MetricColumn, JsonNode?> figure)
    {
        var json = new JsonObject();
        foreach (var columns in MetricColumn.All.GroupBy(column => column.Group))
        {
            var group = columns.Key is null ? json : new JsonObject();
            foreach (var column in columns) group[column.Name] = figure(column);
            if (columns.Key is { } name) json[name] = group;
        }
        return json;
    }
}
