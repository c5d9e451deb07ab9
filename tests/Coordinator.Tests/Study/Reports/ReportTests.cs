using ActorSearch.Coordinator.Runs;
using ActorSearch.Coordinator.Study.Reports;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Study.Reports;

/// <summary>`report` over real searches: its numbers against those of the journals and the scores, its choices, its files and its refusals.</summary>
public sealed class ReportTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private static readonly EqualSparsity Equal = new(0.1);

    private async Task<(string Folder, List<Dictionary<string, string>> Rows)> ReportAsync(string name, params string[] arguments)
    {
        var folder = study.Folder(name);
        var (code, output, error) = await Cli.Cli.RunAsync(["report", .. arguments, "--to", folder, "--resamples", "300"]);
        Assert.True(code == 0, $"exit code {code}: {error}");
        Assert.Equal(Directory.GetFiles(folder).Order(), output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        return (folder, Table(Path.Combine(folder, "report.csv")));
    }

    private static List<Dictionary<string, string>> Table(string file)
    {
        var lines = File.ReadAllLines(file).Select(line => line.Split(',')).ToArray();
        // The one rule with a comma in it is quoted.
        static string[] Joined(string[] fields) => [.. fields.Aggregate(new List<string>(), (all, field) =>
        {
            if (all.Count > 0 && all[^1].StartsWith('"') && !all[^1].EndsWith('"')) all[^1] += "," + field;
            else all.Add(field);
            return all;
        }).Select(field => field.Trim('"'))];
        return [.. lines.Skip(1).Select(line => lines[0].Zip(Joined(line), (name, value) => (Name: name, Value: value))
            .ToDictionary(field => field.Name, field => field.Value))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Func<Dictionary<string, string>, bool> Is(string method, CandidateState candidate, string metric, string rule) =>
        row => row["method"] == method && row["candidate"] == candidate.Id.Value && row["metric"] == metric && row["rule"] == rule;

    /// <summary>What the search itself counted on test, and what a loop over the stored logits counts at the moved threshold.</summary>
    [Fact]
    public async Task The_table_has_the_figures_of_the_searches()
    {
        var (folder, rows) = await ReportAsync("numbers", study.Folder("c1"), study.Folder("c4"));
        var (one, four) = (study.State("c1"), study.State("c4"));
        var text = await File.ReadAllTextAsync(Path.Combine(folder, "report.md"), TestContext.Current.CancellationToken);
        var compared = 0;
        foreach (var candidate in four.Plan.Select(id => four[id]))
        {
            var other = one.Plan.Select(id => one[id]).Single(c => c.Path.Level == candidate.Path.Level);
            double Mean(CandidateState of, Func<Evaluation, double> figure) => of.Test!.Runs.Average(figure);
            foreach (var (metric, rule, figure) in new (string, string, Func<Evaluation, double>)[]
            {
                ("fn", "validation FPR 1 %", e => At(e, 0.01).FalseNegatives), ("fn", "validation FPR 5 %", e => At(e, 0.05).FalseNegatives),
                ("fn", "validation FPR 10 %", e => At(e, 0.10).FalseNegatives),
                ("fpr", "validation FPR 5 %", e => At(e, 0.05).FalsePositives / (double)e.Negatives),
                ("fn", "threshold 0.5", e => At(e, null).FalseNegatives), ("fpr", "threshold 0.5", e => At(e, null).FalsePositives / (double)e.Negatives),
                ("auc", "", e => e.Auc), ("pauc", "", e => e.Ranking[1]),
            })
            {
                var row = rows.Single(Is("c4", candidate, metric, rule));
                Assert.Equal(Mean(candidate, figure), Number(row["mean"]), tolerance: 5e-10);
                Assert.Equal(Mean(other, figure), Number(row["baseline_mean"]), tolerance: 5e-10);
                Assert.Equal(Mean(candidate, figure) - Mean(other, figure), Number(row["difference"]), tolerance: 5e-10);
                Assert.InRange(Number(row["mean"]), Number(row["low"]), Number(row["high"]));
                Assert.InRange(Number(row["difference"]), Number(row["difference_low"]), Number(row["difference_high"]));
                Assert.Equal((other.Id.Value, "c1", "3"), (row["baseline_candidate"], row["baseline"], row["replicates"]));
                if (metric == "fn" && Number(row["baseline_mean"]) > 0)
                    Assert.Equal(1 - Number(row["mean"]) / Number(row["baseline_mean"]), Number(row["reduction"]), tolerance: 5e-10);
            }
            var scores = new RunDirectory(study.Folder("c1")).ReadScores(one, other.Id);
            var missed = scores.Runs.Average(run => run.Test
                .Where((logit, i) => scores.TestLabels[i] == 1 && 1 / (1 + Math.Exp(-(double)logit)) < 1 / (1 + 4.0)).Count());
            var moved = rows.Single(Is("c4", candidate, "fn", "threshold 0.5, baseline at 1/(1+c)"));
            Assert.Equal(missed, Number(moved["baseline_mean"]), tolerance: 5e-10);
            Assert.Equal(Mean(candidate, e => At(e, null).FalseNegatives) - missed, Number(moved["difference"]), tolerance: 5e-10);
            var fn = rows.Single(Is("c4", candidate, "fn", "validation FPR 5 %"));
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"| {Number(fn["mean"]):0.##} | {Number(fn["baseline_mean"]):0.##} |"),
                text, StringComparison.Ordinal);
            compared++;
        }
        Assert.Equal(3, compared);
        Assert.All(rows.Where(row => row["method"] == "c1"), row => Assert.Equal(("", ""), (row["baseline"], row["difference"])));
        foreach (var picture in new[] { "table-fn", "table-auc", "table-difference" })
        {
            Assert.Contains($"({picture}.svg)", text, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, picture + ".png")));
        }
    }

    [Fact]
    public async Task The_same_searches_give_the_same_bytes_and_another_seed_other_intervals()
    {
        string[] all = [study.Folder("c1"), study.Folder("c4"), study.Folder("shot"), study.Folder("tree")];
        var (first, rows) = await ReportAsync("first", all);
        var (second, _) = await ReportAsync("second", all);
        foreach (var file in Directory.GetFiles(first)) Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(second, Path.GetFileName(file))));
        Assert.Equal(Directory.GetFiles(first).Length, Directory.GetFiles(second).Length);
        var (_, other) = await ReportAsync("third", [.. all, "--seed", "2", "--thresholds", "fixed"]);
        Assert.Equal(rows.Select(row => row["difference"]), other.Select(row => row["difference"]));
        Assert.NotEqual(rows.Select(row => row["bootstrap_low"]), other.Select(row => row["bootstrap_low"]));
    }

    /// <summary>Like is compared with like: the chain with the chain, one shot with one shot; the named baseline takes all.</summary>
    [Fact]
    public void Each_method_is_compared_with_the_class_agnostic_one_of_its_settings()
    {
        var searches = study.Read("c1", "c4", "shot", "tree");
        var section = Assert.Single(StudySection.Of(searches, null));
        Assert.Equal(["c1", "c4", "shot c1 @1", "shot c2 @1", "shot c4 @1"], section.Methods.Select(method => method.Name));
        Assert.Equal(
            [("c4", "c1"), ("shot c2 @1", "shot c1 @1"), ("shot c4 @1", "shot c1 @1")],
            section.Baselines.Select(pair => (pair.Key.Name, pair.Value.Name)));
        var named = Assert.Single(StudySection.Of(searches, searches[0]));
        Assert.Equal(
            [("c4", "c1"), ("shot c1 @1", "c1"), ("shot c2 @1", "c1"), ("shot c4 @1", "c1")],
            named.Baselines.Select(pair => (pair.Key.Name, pair.Value.Name)));
        Assert.All(section.Methods, method => Assert.Equal(
            method.Tickets.Select(ticket => ticket.WeightsLeft).OrderDescending(), method.Tickets.Select(ticket => ticket.WeightsLeft)));
    }

    /// <summary>113 weights, all of them left, beside 113 of 225.</summary>
    [Fact]
    public void A_small_dense_network_is_set_beside_the_ticket_with_as_many_weights()
    {
        var searches = study.Read("c1", "small");
        var report = SectionReport.Of(StudySection.Of(searches, searches[0])[0], new(Equal, true, 100, 1));
        var row = report.Rows.Single(row => row.Method == "small" && row.Figure == ReportFigure.Auc);
        Assert.Equal((1, 225L, 113L), (row.Against!.Level, row.Against.Total, row.Ticket.Total));
        Assert.Equal(113 / 225.0, row.WeightsLeft, tolerance: 5e-13);
        var state = study.State("small");
        Assert.Equal(state[state.RootId].Test!.Runs.Average(e => e.Auc), row.Mean.Value, tolerance: 5e-10);
    }

    /// <summary>
    /// At each of the two sparsities of one-shot pruning one of its two costs, by the validation counts of the journal; of chains there is one cost, and
    /// nothing to choose.
    /// </summary>
    [Fact]
    public void The_cost_of_a_sparsity_is_chosen_on_validation()
    {
        var report = SectionReport.Of(StudySection.Of(study.Read("c1", "c4", "shot"), null)[0], new(Equal, true, 100, 1));
        var state = study.State("shot");
        var chosen = report.Rows.Where(row => row is { Chosen: true } && row.Figure == ReportFigure.FnAtFpr5).ToArray();
        Assert.Equal(2, chosen.Length);
        foreach (var row in chosen)
        {
            var rivals = state.Plan.Select(id => state[id])
                .Where(c => c.Path.Level == 1 && c.Path.Last.ClassCost != 1 && c.Path.Last.PruningRate == row.Ticket.Candidate.Path.Last.PruningRate)
                .ToArray();
            Assert.Equal(2, rivals.Length);
            var best = rivals.OrderBy(c => c.Runs.Sum(run => At(run.Result!.Validation, 0.05).FalseNegatives))
                .ThenByDescending(c => c.Runs.Sum(run => run.Result!.Validation.AucNumerator)).First();
            Assert.Equal(best.Id, row.Ticket.Candidate.Id);
        }
    }

    private static OperatingPoint At(Evaluation evaluation, double? fpr) => evaluation.At(new OperatingRule(fpr))!.Value;

    /// <summary>By epochs and choices counted anew from the states.</summary>
    [Fact]
    public void A_searched_tree_is_held_against_chains_at_equal_epochs()
    {
        var section = StudySection.Of(study.Read("c1", "c4", "tree"), null)[0];
        var report = SectionReport.Of(section, new(Equal, true, 100, 1));
        var (one, four, tree) = (study.State("c1"), study.State("c4"), study.State("tree"));
        static long Epochs(IEnumerable<CandidateState> candidates) => candidates.Sum(c => c.Runs.Sum(run => (long)run.Result!.EpochsTrained));
        static IEnumerable<CandidateState> Plan(SearchState state) => state.Plan.Select(id => state[id]);
        Assert.NotEmpty(report.Fronts);
        foreach (var front in report.Fronts)
        {
            var level = front.Ticket.Level;
            var chains = front.Against == "chain"
                ? Epochs(Plan(one).Where(c => c.Path.Level <= level))
                : Epochs(Plan(one).Concat(Plan(four)).Where(c => c.Path.Level <= level));
            Assert.Equal(chains, front.ChainEpochs);
            var seen = front.WholeSearch ? [.. Plan(tree)] : Plan(tree).Where((_, i) => Epochs(Plan(tree).Take(i + 1)) <= chains).ToArray();
            Assert.Equal(Epochs(seen), front.SearchEpochs);
            var sparse = seen.Where(c => c.Eligible
                && c.Runs.Average(run => (double)run.Result!.WeightsLeft / run.Result.WeightsTotal) <= front.Ticket.WeightsLeft + 0.005).ToArray();
            Assert.Equal(sparse.Length == 0, front.Found is null);
            if (front.Found is null) continue;
            Assert.Equal(sparse.Min(c => c.Runs.Average(run => (double)At(run.Result!.Validation, 0.05).FalseNegatives)), front.Found.ValidationFn);
            Assert.Equal(front.Found.HasScores ? 3 : 0, front.Rows.Count);
            if (front.Rows.Count > 0)
                Assert.Equal(front.Found.Candidate.Test!.Runs.Average(e => (double)At(e, 0.05).FalseNegatives), front.Rows[0].Mean.Value, tolerance: 5e-10);
        }
        Assert.Contains(report.Fronts, front => front.WholeSearch);
        Assert.Contains(report.Fronts, front => front.Against == "best of 2 chains");
        // A tree and one chain are enough.
        var two = SectionReport.Of(StudySection.Of(study.Read("c1", "tree"), null)[0], new(Equal, true, 100, 1));
        Assert.Equal(
            report.Fronts.Where(front => front.Against == "chain").Select(front => (front.ChainEpochs, front.SearchEpochs, front.Found?.Candidate.Id)),
            two.Fronts.Select(front => (front.ChainEpochs, front.SearchEpochs, front.Found?.Candidate.Id)));
    }

    [Fact]
    public void The_difference_figure_shows_the_differences_with_their_intervals()
    {
        var report = SectionReport.Of(StudySection.Of(study.Read("c1", "c4"), null)[0], new(Equal, true, 100, 1));
        var figure = ReportFigures.Of(report).Single(named => named.Name == "table-difference").Figure;
        var marks = figure.Panels[0].Series.Single(series => series.Name == "c4").Marks;
        var differences = report.Rows.Where(row => row.Method == "c4" && row.Figure == ReportFigure.FnAtFpr5)
            .Select(row => row.Comparison!.Value.Difference).ToArray();
        Assert.Equal(differences.Select(d => (d.Value, d.Low, d.High)), marks.Select(mark => (mark.Y, mark.Low!.Value, mark.High!.Value)));
        Assert.All(differences, d => Assert.True(figure.Panels[0].Y.Low < d.Low && d.High < figure.Panels[0].Y.High));
    }

    public static TheoryData<string[], string> Refusals => new()
    {
        { ["~nothing"], "holds no search" },
        { ["~c1", "~c1/"], "is given twice" },
        { ["~c1"], "is the only one" },
        { ["~c4"], "no baseline" },
        { ["~tree"], "none is a chain" },
        { ["~c4", "~c1", "--baseline", "~tree"], "holds a tree that was searched" },
        { ["~c4", "~shot", "--equal-sparsity", "200"], "--equal-sparsity: 200" },
        { ["~c4", "--baseline", "~c4"], "is the only one" },
        { ["~c1", "~c4", "--resamples", "1.5"], "--resamples" },
        { ["~c1", "~c4", "--thresholds", "none"], "--thresholds: none is not known; expected resampled or fixed" },
        { [], "DIR" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_reported_is_one_line(string[] arguments, string expected)
    {
        var (code, _, error) = await Cli.Cli.RunAsync(
            ["report", .. arguments.Select(a => a.StartsWith('~') ? study.Folder(a[1..]) : a), "--to", study.Folder("refused")]);
        Assert.True(code == 2, $"exit code {code}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.InRange(error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
    }

    [Fact]
    public async Task A_search_without_scores_and_a_folder_that_cannot_be_made_are_said()
    {
        var copy = study.Folder("copy");
        CopyRun(study.Folder("c4"), copy);
        Directory.Delete(Path.Combine(copy, "checkpoints"), recursive: true);
        var (code, _, error) = await Cli.Cli.RunAsync("report", study.Folder("c1"), copy, "--to", study.Folder("refused"));
        Assert.Equal(2, code);
        Assert.Contains("scores", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        (code, _, error) = await Cli.Cli.RunAsync(
            "report", study.Folder("c1"), study.Folder("c4"), "--to", Path.Combine(study.Folder("c1"), "journal.db", "x"));
        Assert.Equal(2, code);
        Assert.Contains("--to", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>The folder of a run names its method, and a spreadsheet would take this name for a formula.</summary>
    [Fact]
    public async Task A_folder_named_like_a_formula_is_text_in_the_tables()
    {
        const string formula = "=HYPERLINK(\"http:x\")";
        CopyRun(study.Folder("c4"), study.Folder(formula));
        var (folder, _) = await ReportAsync("formula", study.Folder("c1"), study.Folder(formula));
        foreach (var name in new[] { "report.csv", "methods.csv" })
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);
            Assert.Contains(lines, line => line.Contains(",\"'=HYPERLINK(\"\"http:x\"\")\",", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.Contains(",\"=", StringComparison.Ordinal) || line.Contains(",=", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_unfinished_search_is_said()
    {
        var halfway = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12)), state => state.Counters.CandidatesIn == 5);
        var message = Assert.Throws<BadInputException>(() => StudySearch.RequireFinished("runs/x", halfway)).Message;
        Assert.Contains("runs/x: the search has not finished: 5 of ", message, StringComparison.Ordinal);
        message = Assert.Throws<BadInputException>(() => StudySearch.RequireFinished("runs/x", halfway with { Status = SearchStatus.Cancelled })).Message;
        Assert.Contains("was cancelled", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, 0.5049, true)]
    [InlineData(0.5, 0.506, false)]
    [InlineData(0.01, 0.0109, true)]
    [InlineData(0.01, 0.0112, false)]
    public void Equal_sparsity_is_close_in_itself_and_of_all_weights(double a, double b, bool equal) =>
        Assert.Equal((equal, equal), (Equal.Holds(a, b), Equal.Holds(b, a)));

    private static void CopyRun(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
