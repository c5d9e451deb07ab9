using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Cli;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Tests.Support;
using Spectre.Console;

namespace ActorSearch.Coordinator.Tests.Reading.Results;

/// <summary>`front.json`, `candidates.csv` and the table, as docs/formats.md describes them, of searches whose figures are looked up in a table.</summary>
public sealed partial class ResultFilesTests
{
    private static readonly string[] MetricKeys =
        ["positives", "negatives", "threshold", "tp", "fp", "tn", "fn", "auc", "auc_pr", "pauc", "fn_at_fpr", "fp_at_fpr", "at_half"];

    private static readonly SearchState Finished = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12, replicates: 3)));

    private static readonly SearchState OneRun = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12)));

    private static readonly SearchState Halfway = SampleSearches.Reference(
        SampleSearches.Submission(SampleSearches.Spec(12)), state => state.Counters.CandidatesIn == 5);

    private static JsonElement Json(SearchState state) => JsonDocument.Parse(FrontFile.Json(state)).RootElement;

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static IEnumerable<JsonElement> Entries(JsonElement front) => front.GetProperty("front").EnumerateArray().Prepend(front.GetProperty("root"));

    [Fact]
    public void The_front_file_has_the_keys_of_its_description_and_no_others()
    {
        var front = Json(Finished);
        Assert.Equal(["search", "spec_hash", "training_hash", "replicates", "hypervolume", "root", "front"], Keys(front));
        string? Text(string name) => front.GetProperty(name).GetString();
        Assert.Equal(
            ("table", "spec-1", "training-1", 3),
            (Text("search"), Text("spec_hash"), Text("training_hash"), front.GetProperty("replicates").GetInt32()));
        Assert.NotEmpty(front.GetProperty("front").EnumerateArray());
        foreach (var entry in Entries(front))
        {
            Assert.Equal(["candidate", "level", "path", "sparsity", "weights_left", "weights_total", "validation", "test", "runs"], Keys(entry));
            Assert.Equal(entry.GetProperty("level").GetInt32(), entry.GetProperty("path").GetArrayLength());
            Assert.All(entry.GetProperty("path").EnumerateArray(), step => Assert.Equal(["pruning_rate", "class_cost", "rewind"], Keys(step)));
            foreach (var split in new[] { "validation", "test" })
            {
                var metrics = entry.GetProperty(split);
                Assert.Equal(MetricKeys, Keys(metrics));
                Assert.Equal(["0.01", "0.05", "0.10"], Keys(metrics.GetProperty("fn_at_fpr")));
                Assert.Equal(["0.01", "0.05", "0.10"], Keys(metrics.GetProperty("fp_at_fpr")));
                Assert.Equal(["fn", "fp"], Keys(metrics.GetProperty("at_half")));
                string[] withInterval = split == "test" ? ["mean", "sd", "interval"] : ["mean", "sd"];
                foreach (var name in new[] { "fn", "auc" }) Assert.Equal(withInterval, Keys(metrics.GetProperty(name)));
                Assert.All(metrics.GetProperty("fn_at_fpr").EnumerateObject(), at => Assert.Equal(withInterval, Keys(at.Value)));
                foreach (var name in new[] { "positives", "threshold", "tp", "fp", "tn", "auc_pr", "pauc" })
                    Assert.Equal(["mean", "sd"], Keys(metrics.GetProperty(name)));
            }
            Assert.Equal(3, entry.GetProperty("runs").GetArrayLength());
            foreach (var run in entry.GetProperty("runs").EnumerateArray())
            {
                Assert.Equal(["replicate", "validation", "test", "checkpoint"], Keys(run));
                Assert.Equal(MetricKeys, Keys(run.GetProperty("validation")));
                Assert.Equal(JsonValueKind.Number, run.GetProperty("test").GetProperty("fn").ValueKind);
                Assert.Matches(Ticket(), run.GetProperty("checkpoint").GetString());
            }
        }
    }

    [Fact]
    public void The_front_is_ordered_by_sparsity()
    {
        var sparsities = Json(Finished).GetProperty("front").EnumerateArray().Select(entry => entry.GetProperty("sparsity").GetDouble()).ToList();
        Assert.True(sparsities.Count > 1);
        Assert.Equal(sparsities.Order(), sparsities);
    }

    [Fact]
    public void Means_and_deviations_are_those_of_the_runs_and_one_run_has_no_deviation()
    {
        foreach (var entry in Entries(Json(Finished)))
        {
            var fn = entry.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("validation").GetProperty("fn").GetDouble()).ToList();
            var mean = fn.Average();
            Assert.Equal(mean, entry.GetProperty("validation").GetProperty("fn").GetProperty("mean").GetDouble(), 1e-9);
            var sd = Math.Sqrt(fn.Sum(v => (v - mean) * (v - mean)) / 2);
            Assert.Equal(sd, entry.GetProperty("validation").GetProperty("fn").GetProperty("sd").GetDouble(), 1e-9);
        }
        Assert.All(
            Entries(Json(OneRun)),
            entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("validation").GetProperty("fn").GetProperty("sd").ValueKind));
    }

    [Fact]
    public void Before_the_test_evaluation_test_is_null_and_before_the_root_is_in_it_is_null_too()
    {
        Assert.All(Entries(Json(Halfway)), entry =>
        {
            Assert.Equal(JsonValueKind.Null, entry.GetProperty("test").ValueKind);
            Assert.All(entry.GetProperty("runs").EnumerateArray(), run => Assert.Equal(JsonValueKind.Null, run.GetProperty("test").ValueKind));
        });
        var nothing = Json(SampleSearches.Reference(SampleSearches.Submission(), _ => true));
        Assert.Equal(JsonValueKind.Null, nothing.GetProperty("root").ValueKind);
        Assert.Empty(nothing.GetProperty("front").EnumerateArray());
        Assert.Equal(0, nothing.GetProperty("hypervolume").GetDouble());
    }

    [Fact]
    public void Two_runs_give_equal_files_without_time_host_or_path()
    {
        var again = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12, replicates: 3)));
        Assert.Equal(FrontFile.Json(Finished), FrontFile.Json(again));
        var text = Encoding.UTF8.GetString(FrontFile.Json(Finished));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d", text);
        Assert.DoesNotContain("/", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_candidates_file_has_a_row_for_each_candidate_of_the_plan_and_as_many_fields_as_names()
    {
        foreach (var state in new[] { Finished, OneRun, Halfway })
        {
            var rows = CandidatesFile.Csv(state).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
            string[] columns =
            [
                "candidate", "parent", "level", "pruning_rate", "class_cost", "rewind", "path", "state", "on_front", "sparsity",
                "weights_left", "weights_total", "epochs", "train_seconds",
            ];
            Assert.Equal(columns, rows[0][..14]);
            Assert.Equal("note", rows[0][^1]);
            Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
            Assert.Equal(state.Plan.Select(id => id.Value), rows.Skip(1).Select(row => row[0]));
            Assert.Equal(state.FrontCandidates.Select(c => c.Id.Value).Order(), rows.Skip(1).Where(row => row[8] == "1").Select(row => row[0]).Order());
            var ids = rows.Skip(1).Select(row => row[0]).ToHashSet();
            Assert.All(rows.Skip(2), row => Assert.Contains(row[1], ids));
        }
        Assert.Contains(",waiting,", CandidatesFile.Csv(Halfway), StringComparison.Ordinal);
    }

    [Fact]
    public void The_front_as_csv_is_the_front_rows_in_the_fronts_order()
    {
        var all = CandidatesFile.Csv(Finished).Split('\n');
        var front = CandidatesFile.FrontCsv(Finished).TrimEnd('\n').Split('\n');
        Assert.Equal(all[0], front[0]);
        Assert.Equal(Finished.FrontCandidates.Select(c => c.Id.Value), front.Skip(1).Select(line => line[..16]));
        Assert.All(front, line => Assert.Contains(line, all));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(130)]
    [InlineData(160)]
    public void The_table_fits_the_screen_without_breaking_a_number(int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        FrontTable.Write(new Terminal(console, text, text, Live: null), DocumentJson.Read<FrontDocument>(FrontFile.Json(Finished)));
        var lines = text.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.DoesNotContain("…", text.ToString(), StringComparison.Ordinal);
        foreach (var candidate in Finished.FrontCandidates)
        {
            var row = Assert.Single(lines, line => line.Contains(candidate.Id.Value[..8], StringComparison.Ordinal));
            var sparsity = 1 - candidate.Runs.Average(r => (double)r.Result!.WeightsLeft) / candidate.Runs[0].Result!.WeightsTotal;
            Assert.Contains(Words.Percent(sparsity), row, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex Ticket();
}
