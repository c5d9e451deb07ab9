using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Coordinator.Study.Reports;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Dashboard.Views;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Tests.Reading.Results;

/// <summary>Every metric of the catalogue is where people and programs look for it, whichever are there.</summary>
public sealed class MetricCatalogTests
{
    private static readonly SearchState State = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12, replicates: 3)));

    private static readonly CandidateState Root = State.Root!;

    private static readonly Search.Runs.TestResult Tested = Root.Test!;

    private static readonly string Formats = File.ReadAllText(Checkout.PathOf("docs", "formats.md"));

    private static readonly string Report = File.ReadAllText(Checkout.PathOf("docs", "report.md"));

    public static TheoryData<string> Names => [.. Metric.All.Select(metric => metric.Name)];

    public static TheoryData<string> Columns => [.. MetricColumn.All.Select(column => column.Column)];

    private static Metric Named(string name) => Metric.All.Single(metric => metric.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_file_of_its_name_and_a_row_in_the_docs_and_is_in_the_report(string name)
    {
        var metric = Named(name);
        Assert.True(File.Exists(Checkout.PathOf("Search", "Figures", metric.GetType().Name + ".cs")));
        Assert.NotEqual(default, metric.ShownIn);
        if (metric.ShownIn.HasFlag(ShownIn.Files)) Assert.Matches($"(?m)^\\|[^|]*`{name}`", Formats);
        if (metric.ShownIn.HasFlag(ShownIn.Report)) Assert.Matches($"(?m)^\\| `metric` \\|.*`{name}`", Report);
        Assert.Equal(metric.ShownIn.HasFlag(ShownIn.Report), ReportFigure.All.Any(figure => figure.Of.Metric == metric));
        Assert.Equal(metric.ShownIn.HasFlag(ShownIn.Dashboard), MetricRow.All.Any(row => row.Column.Metric == metric));
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_column_is_in_files_documents_dashboard_and_plots(string name)
    {
        var column = MetricColumn.Of(name);
        if (column.Group is { } group) Assert.Matches($"(?m)^\\|[^|]*`{group}`.*`{column.Name}`", Formats);
        var header = CandidatesFile.Csv(State).Split('\n')[0].Split(',');
        foreach (var split in new[] { "validation", "test" }) Assert.Single(header, $"{split}_{name}");

        var root = CandidateDocument.Of(State, Root, null);
        var expected = MetricDocument.Of(column, Tested.Runs, Tested);
        Assert.Equal(expected, root.Test![name]);
        Assert.Equal(MetricDocument.Of(column, [.. Root.Runs.Select(run => run.Result!.Validation)], null), root.Validation![name]);
        Assert.Equal(column.Of(Tested.Runs[1]), root.Runs[1].Test![name]);
        Assert.NotNull(expected.Mean);

        var front = JsonDocument.Parse(FrontFile.Json(State)).RootElement.GetProperty("root").GetProperty("test");
        if (column.Group is not null) front = front.GetProperty(column.Group);
        Assert.Equal(expected.Mean, front.GetProperty(column.Name).GetProperty("mean").GetDouble());
        Assert.Equal(column.HasInterval, front.GetProperty(column.Name).TryGetProperty("interval", out _));

        if (column.Metric.ShownIn.HasFlag(ShownIn.Dashboard)) Assert.Single(MetricRow.All, row => row.Column == column);
        var data = PlotData.Of(State, null, column);
        var measure = new Measure(column, data, Split.Test);
        var row = data.Rows.Single(candidate => candidate.Level == 0);
        Assert.Equal(expected.Mean, measure.Value(row));
        if (column.IntervalOf(Tested) is { } interval) Assert.Equal((interval.Low, interval.High), measure.Interval(row));
        Assert.All(
            Coordinator.Study.Plots.FrontFigure.Of(data, Split.Validation, column).Panels,
            panel => Assert.Equal(new Measure(column, data, Split.Validation).Label, panel.Y.Label));
    }

    /// <summary>Over the HTTP interface rows have some figures, and documents have all: a plot must not depend on which it is made of.</summary>
    [Fact]
    public void Rows_and_documents_have_the_same_figures()
    {
        var rows = PlotData.Of(State);
        var documents = PlotData.Of(State, null, MetricColumn.Of("auc_pr"));
        Assert.Null(rows.Documents);
        foreach (var column in MetricColumn.All.Where(PlotData.IsInRows))
            foreach (var split in new[] { Split.Validation, Split.Test })
            {
                Assert.Equal(
                    rows.Rows.Select(row => rows.Figure(row, column, split)?.Mean), rows.Rows.Select(row => documents.Figure(row, column, split)?.Mean));
            }
        Assert.Equal(3, MetricColumn.All.Count(PlotData.IsInRows));
    }

    /// <summary>An older journal has no value of a metric that came later: nothing is shown for it, and nothing fails.</summary>
    [Fact]
    public void What_an_older_version_did_not_have_is_empty()
    {
        var old = Tested.Runs[0] with { Points = [], Ranking = [] };
        var document = MetricDocument.Of(MetricColumn.FnAtFpr5, [old], new Search.Runs.TestResult([old], []));
        Assert.Equal(new MetricDocument(null, null, null, null), document);
        Assert.Null(MetricDocument.Of(old)["auc_pr"]);
        var candidate = Root with { Test = Tested with { Runs = [.. Tested.Runs.Select(run => run with { Points = [], Ranking = [] })], Intervals = [] } };
        var state = State with { Candidates = State.Candidates.SetItem(candidate.Id, candidate) };
        var test = JsonDocument.Parse(FrontFile.Json(state)).RootElement.GetProperty("root").GetProperty("test");
        Assert.Equal(JsonValueKind.Null, test.GetProperty("auc_pr").GetProperty("mean").ValueKind);
        Assert.Equal(JsonValueKind.Null, test.GetProperty("at_half").GetProperty("fn").GetProperty("mean").ValueKind);
        Assert.DoesNotContain("NaN", CandidatesFile.Csv(state), StringComparison.Ordinal);
    }
}
