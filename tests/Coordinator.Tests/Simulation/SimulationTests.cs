using System.Text.Json;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Tests.Simulation;

public sealed class SimulationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private string Journal(int slots) => Path.Combine(_folder.Path, $"{slots}.db");

    private async Task<(SimulationReport Report, SearchState State)> RunAsync(int slots, SearchSpec spec, bool readPages = false)
    {
        JournalFile.Prepare(Journal(slots));
        var simulation = new Coordinator.Simulation.Simulation(JournalOptions.Sqlite(Journal(slots)), slots, spec, readPages: readPages);
        return (await simulation.RunAsync(_ => { }, Cancel), simulation.State);
    }

    /// <summary>
    /// The journal, replayed without actors, and a snapshot say what the actors had in the end; and the new actor system that the
    /// simulation starts on the same journal has the same front (it throws otherwise).
    /// </summary>
    [Fact]
    public async Task Two_hundred_slots_lose_nothing_and_journal_and_snapshot_say_the_same()
    {
        var (report, state) = await RunAsync(200, SimulatedSearch.Spec(3_000, StrategyKind.ParetoBeam, 4), readPages: true);
        Assert.True(report.Pages!.IdleSeconds < 1, $"a page of 3,000 candidates takes {report.Pages.IdleSeconds:0.0} s");

        Assert.Equal(3_000, state.Plan.Count);
        Assert.Equal(3_000, report.Outcomes);
        Assert.True(report.Front > 10);
        Assert.True(report.Snapshots > 0);
        Assert.Equal(Enumerable.Repeat(1, 3_000), state.Candidates.Values.SelectMany(candidate => candidate.Runs).Select(run => run.Attempts));
        Assert.Equal(States.Text(state), States.Text(JournalFile.Peek(Journal(200))));
        Assert.Equal(States.Text(state), States.Text(States.FromSnapshot(state)));
    }

    [Theory]
    [InlineData(StrategyKind.ParetoBeam)]
    [InlineData(StrategyKind.Random)]
    public async Task One_slot_and_two_hundred_give_the_same_front(StrategyKind strategy)
    {
        var spec = SimulatedSearch.Spec(600, strategy, 5);

        var (one, oneState) = await RunAsync(1, spec);
        var (many, manyState) = await RunAsync(200, spec);

        Assert.Equal(one.FrontSha256, many.FrontSha256);
        Assert.Equal(SampleSearches.Outcome(oneState), SampleSearches.Outcome(manyState));
    }

    [Fact]
    public async Task The_command_prints_the_figures_and_writes_them_as_json()
    {
        var file = Path.Combine(_folder.Path, "figures.json");
        var (code, output, _) = await Cli.Cli.RunAsync("simulate", "--slots", "20", "--candidates", "150", "--seed", "3", "--json", file);

        Assert.Equal(0, code);
        Assert.Contains("outcomes           150 in", output, StringComparison.Ordinal);
        using var figures = JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(150, figures.RootElement.GetProperty("outcomes").GetInt64());
        Assert.Equal(64, figures.RootElement.GetProperty("front_sha256").GetString()!.Length);
    }

    [Theory]
    [InlineData("--slots: 0 is not a whole number from 1 to 100000", "--slots", "0")]
    [InlineData("--connection: the connection string", "--journal", "postgres")]
    [InlineData("already exists", "--connection", "/proc/self/status")]
    [InlineData("mysql", "--journal", "mysql")]
    public async Task Bad_options_end_with_one_line_and_2(string complaint, params string[] options)
    {
        var (code, _, error) = await Cli.Cli.RunAsync(["simulate", .. options]);

        Assert.Equal(2, code);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
    }
}
