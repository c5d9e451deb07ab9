using System.CommandLine;
using System.Diagnostics;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`simulate`: how much coordination this machine can do; see docs/performance-coordinator.md.</summary>
internal static class SimulateCommand
{
    public static Command Make(Terminal terminal)
    {
        var slots = Number("--slots", "Simulated slots.", 1_000, 1, 100_000);
        var candidates = Number("--candidates", "Candidates to propose, the root included.", 100_000, 10, 10_000_000);
        var seed = new Option<long>("--seed") { Description = "Seed of the search and of the table.", DefaultValueFactory = _ => 1 };
        var journal = new Option<string>("--journal") { Description = "sqlite (default) or postgres.", HelpName = "KIND", DefaultValueFactory = _ => "sqlite" };
        journal.AcceptOnlyFromAmong("sqlite", "postgres");
        var connection = new Option<string?>("--connection")
        {
            Description = "sqlite: a file that does not exist yet (default: one in the temporary folder, deleted afterwards); postgres: the connection string of an empty database.",
            HelpName = "WHERE",
        };
        var strategies = Strategy.All.Select(known => known.Kind.Name()).ToArray();
        var strategy = new Option<string>("--strategy")
        {
            Description = $"{string.Join(", ", strategies)} (default: {StrategyKind.ParetoBeam.Name()}).",
            HelpName = "NAME",
            DefaultValueFactory = _ => StrategyKind.ParetoBeam.Name(),
        };
        strategy.AcceptOnlyFromAmong(strategies);
        var scraped = new Option<bool>("--metrics") { Description = "Collect the metrics meanwhile, once a second, as a coordinator does that is asked for them: to see what they cost." };
        var pages = new Option<bool>("--pages") { Description = "Read a page of candidates and what a dashboard draws twice a second meanwhile." };
        var json = new Option<string?>("--json") { Description = "Write the figures to this file, too.", HelpName = "FILE" };
        var command = new Command("simulate", "Runs a search whose trainings are looked up in a table, and says what coordinating it costs.") { slots, candidates, journal, connection, strategy, seed, pages, scraped, json };
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            using var interrupt = new StopSignals(terminal.Error, "stopping (once more: stop at once)", ExitCode.Interrupted);
            using var place = Place.Of(parsed.GetRequiredValue(journal), parsed.GetValue(connection));
            var spec = SimulatedSearch.Spec(parsed.GetValue(candidates), Strategy.All.Single(known => known.Kind.Name() == parsed.GetRequiredValue(strategy)).Kind, parsed.GetValue(seed));
            using var metrics = parsed.GetValue(scraped) ? new CollectedMetrics(TimeSpan.FromSeconds(1)) : null;
            var report = await new Simulation.Simulation(place.Journal, parsed.GetValue(slots), spec, metrics?.Meter, parsed.GetValue(pages)).RunAsync(Progress(terminal), interrupt.Token);
            Write(terminal.Out, report);
            if (metrics?.Series is { } series) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"metrics            {series.All} series at most, {series.OfSearches} of them of the search"));
            if (parsed.GetValue(json) is { } file) await File.WriteAllBytesAsync(file, DocumentJson.Write(report), cancel);
            return ExitCode.Finished;
        }));
        return command;
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && (n < least || n > most)) result.AddError($"{name}: {n} is not a number from {least} to {most}");
        });
        return option;
    }

    private static Action<SearchView> Progress(Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.FromSeconds(5);
        return view =>
        {
            if (clock.Elapsed < next) return;
            next = clock.Elapsed + TimeSpan.FromSeconds(5);
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s: {view.State.Counters.CandidatesIn:N0} of {view.State.Plan.Count:N0} candidates, level {view.State.Level}"));
        };
    }

    private static void Write(TextWriter output, SimulationReport report)
    {
        void Line(FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
        Line($"{"candidates",12} {"outcomes/s",12} {"us/decision",12} {"longest pause, ms",18}");
        foreach (var stretch in report.Stretches)
            Line($"{stretch.CandidatesDone,12:N0} {stretch.OutcomesPerSecond,12:N0} {stretch.MicrosecondsPerDecision,12:N1} {stretch.LongestPauseSeconds * 1e3,18:N0}");
        Line($"journal            {report.Journal}, {report.Slots:N0} slots, {report.Candidates:N0} candidates");
        Line($"outcomes           {report.Outcomes:N0} in {report.Seconds:N1} s: {report.OutcomesPerSecond:N0} a second (lease and result persisted)");
        Line($"processor time     {report.CpuSeconds:N1} s: {report.CpuSeconds / report.Outcomes * 1e6:N0} us an outcome, trainers' side included");
        Line($"search's actor     busy for {report.ActorSeconds:N1} s: {report.ActorSeconds / report.Outcomes * 1e6:N0} us an outcome");
        Line($"opening a round    {report.RoundSeconds.Max() * 1e3:N0} ms at most, {report.RoundSeconds.Average() * 1e3:N0} ms on average");
        Line($"longest pause      {report.LongestPauseSeconds * 1e3:N0} ms of the search's actor");
        Line($"memory             {report.PeakBytes / 1e6:N0} MB at most, {report.HeapBytes / 1e6:N0} MB managed at the end");
        Line($"collections        {report.GcPauseSeconds:N1} s in {string.Join(" / ", report.Collections)} of generation 0 / 1 / 2; {report.AllocatedBytes / 1e3 / report.Outcomes:N1} kB allocated an outcome");
        Line($"journal records    {report.Records.Events:N0} events, {report.Records.RecordBytes / 1e6:N0} MB ({report.Records.StoredBytes / 1e6:N0} MB stored)");
        Line($"snapshots          {report.Snapshots}, the slowest {report.LongestSnapshotSeconds:N1} s; {report.Records.SnapshotBytes / 1e6:N0} MB kept");
        Line($"recovery           {report.RecoverySeconds:N2} s of the search ({report.Replayed:N0} events after the snapshot), {report.RestartSeconds:N2} s with the actor system, of which {report.RecoveryCpuSeconds:N2} s processor time");
        if (report.Pages is { } pages)
            Line($"pages              {pages.Pages:N0} read: {pages.MeanSeconds * 1e3:N0} ms on average, {pages.LongestSeconds * 1e3:N0} ms at most, {pages.IdleSeconds * 1e3:N0} ms after the end; the slowest status {pages.LongestStatusSeconds * 1e3:N0} ms");
        foreach (var picture in report.Pages?.Pictures ?? [])
            Line($"{picture.Document,-18} {picture.Bytes / 1e3:N0} kB: {picture.MeanSeconds * 1e3:N0} ms on average, {picture.LongestSeconds * 1e3:N0} ms at most, {picture.FirstSeconds * 1e3:N0} ms the first time after the end");
        Line($"front              {report.Front:N0} candidates, sha256 {report.FrontSha256}");
    }

    /// <summary>The journal, and what has to be removed afterwards.</summary>
    private sealed class Place(JournalOptions journal, string? folder) : IDisposable
    {
        public JournalOptions Journal { get; } = journal;

        public static Place Of(string kind, string? connection)
        {
            if (kind == "postgres") return new Place(JournalOptions.Postgres(connection ?? throw new BadInputException("--connection: the connection string of an empty database is needed")), null);
            if (connection is not null && File.Exists(connection)) throw new BadInputException($"--connection: {connection} is there already; give a new file");
            var folder = connection is null ? Directory.CreateTempSubdirectory("actorsearch-simulate-").FullName : null;
            var file = connection ?? Path.Combine(folder!, "journal.db");
            JournalFile.Prepare(file);
            return new Place(JournalOptions.Sqlite(file), folder);
        }

        public void Dispose()
        {
            if (folder is not null) Directory.Delete(folder, recursive: true);
        }
    }
}
