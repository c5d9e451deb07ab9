using System.Text.Json;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Results;

/// <summary>How a search stands, as JSON (docs/cluster.md).</summary>
internal static class StatusFile
{
    /// <summary>Blocked work listed by name; the rest is counted.</summary>
    private const int MostBlocked = 20;

    public static byte[] Json(SearchState state, DateTimeOffset now)
    {
        var (progress, blocked) = (SearchProgress.Of(state, now), state.Blocked);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("search", state.Id.Value);
            json.WriteString("name", state.Spec!.Name);
            json.WriteString("status", Name(state, blocked));
            json.WriteString("pause_reason", state.PauseReason);
            json.WriteString("spec_hash", state.SpecHash);
            json.WriteString("training_hash", state.TrainingHash);
            json.WriteNumber("weight", state.Spec.Resources.Weight);
            json.WriteNumber("round", progress.Round);
            json.WriteStartObject("candidates");
            json.WriteNumber("proposed", progress.Candidates);
            json.WriteNumber("done", progress.Done);
            json.WriteNumber("running", progress.Running);
            json.WriteNumber("waiting", progress.Waiting);
            json.WriteNumber("abandoned", progress.Abandoned);
            json.WriteEndObject();
            json.WriteNumber("ready", progress.Ready);
            json.WriteNumber("leases", state.Leases.Count);
            json.WriteNumber("epochs_done", progress.EpochsDone);
            json.WriteNumber("epochs_planned", progress.EpochsPlanned);
            json.WriteNumber("tests_done", progress.TestsDone);
            json.WriteNumber("tests_planned", progress.TestsPlanned);
            json.WriteNumber("front", progress.Front);
            json.WriteNumber("hypervolume", progress.Hypervolume);
            json.WriteNumber("blocked_count", blocked.Count);
            json.WriteStartArray("blocked");
            foreach (var work in blocked.Take(MostBlocked))
            {
                json.WriteStartObject();
                json.WriteString("work", work.Work.ToString());
                json.WriteNumber("failures", work.Failures);
                json.WriteString("reason", work.Reason);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static string Name(SearchState state, IReadOnlyList<BlockedWork> blocked) => state.Status switch
    {
        SearchStatus.Running when blocked.Count > 0 => "blocked",
        SearchStatus.Running => "running",
        SearchStatus.Paused => "paused",
        SearchStatus.Finished => "finished",
        SearchStatus.Cancelled => "cancelled",
        _ => "unknown",
    };
}
