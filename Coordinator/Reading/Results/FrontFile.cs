using System.Text.Json;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>
/// `front.json` (docs/formats.md): a function of the search and its outcomes alone, with no time, host or path in it, so that two runs
/// can be compared with `cmp`.
/// </summary>
internal static class FrontFile
{
    public static byte[] Json(SearchState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("search", state.Spec!.Name);
            json.WriteString("spec_hash", state.SpecHash);
            json.WriteString("training_hash", state.TrainingHash);
            json.WriteNumber("replicates", state.Spec.Search.Replicates);
            json.WriteNumber("hypervolume", state.Hypervolume);
            json.WritePropertyName("root");
            if (state.Root is { Score: not null } root) Entry(json, root);
            else json.WriteNullValue();
            json.WriteStartArray("front");
            foreach (var candidate in state.FrontCandidates) Entry(json, candidate);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Entry(Utf8JsonWriter json, CandidateState candidate)
    {
        var results = candidate.Runs.Select(run => run.Result!).ToList();
        json.WriteStartObject();
        json.WriteString("candidate", candidate.Id.Value);
        json.WriteNumber("level", candidate.Path.Level);
        json.WriteStartArray("path");
        foreach (var step in candidate.Path.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("pruning_rate", step.PruningRate);
            json.WriteNumber("class_cost", step.ClassCost);
            json.WritePropertyName("rewind");
            if (step.Rewind.Kind == RewindKind.Epoch) json.WriteNumberValue(step.Rewind.Epoch);
            else json.WriteStringValue(step.Rewind.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        var left = results.Average(r => (double)r.WeightsLeft);
        json.WriteNumber("sparsity", 1 - left / results[0].WeightsTotal);
        json.WriteNumber("weights_left", left);
        json.WriteNumber("weights_total", results[0].WeightsTotal);
        json.WritePropertyName("validation");
        OverRuns(json, [.. results.Select(r => r.Validation)], null);
        json.WritePropertyName("test");
        if (candidate.Test is { } test) OverRuns(json, test.Runs, test);
        else json.WriteNullValue();
        json.WriteStartArray("runs");
        for (var replicate = 0; replicate < results.Count; replicate++)
        {
            json.WriteStartObject();
            json.WriteNumber("replicate", replicate);
            json.WritePropertyName("validation");
            OfRun(json, results[replicate].Validation);
            json.WritePropertyName("test");
            if (candidate.Test is { } tested) OfRun(json, tested.Runs[replicate]);
            else json.WriteNullValue();
            json.WriteString("checkpoint", "sha256:" + results[replicate].Ticket.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void OfRun(Utf8JsonWriter json, Evaluation evaluation) =>
        Grouped(json, column => Number(json, column.Name, column.Of(evaluation)));

    private static void OverRuns(Utf8JsonWriter json, IReadOnlyList<Evaluation> runs, TestResult? test) =>
        Grouped(json, column =>
        {
            var summary = Summary.Of([.. runs.Select(column.Of)]);
            json.WriteStartObject(column.Name);
            Number(json, "mean", summary.Mean);
            Number(json, "sd", summary.Sd);
            if (test?.Of(column) is { } interval)
            {
                json.WriteStartArray("interval");
                json.WriteNumberValue(interval.Low);
                json.WriteNumberValue(interval.High);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        });

    /// <summary>Null where there is none: the runs are of a version that did not have it.</summary>
    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void Grouped(Utf8JsonWriter json, Action<MetricColumn> write)
    {
        json.WriteStartObject();
        foreach (var group in MetricColumn.All.GroupBy(column => column.Group))
        {
            if (group.Key is { } name) json.WriteStartObject(name);
            foreach (var column in group) write(column);
            if (group.Key is not null) json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
