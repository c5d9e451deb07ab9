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

/// <summary>`simulate`: measures how much coordination this machine can do; see docs/performance-coordinator.md.</summary>
internal static class SimulateCommand
{
    public static Command Make(Terminal terminal)
    {
        var slots = Options.Number("--slots", "N", 1_000, 1, 100_000, "Simulated slots.");
        var candidates = Options.Number("--candidates", "N", 100_000, 10, 10_000_000, "Candidates to propose, the root included.");
        var seed = new Option<long>("--seed") { Description = "Seed of the search and of the table.", DefaultValueFactory = _ => 1 };
        var journal = Options.OneOf("--journal", "sqlite (default) or postgres.", "sqlite", "postgres");
        var connection = Options.Text("--connection", "WHERE",
            "sqlite: a file that does not exist yet (default: one in the temporary folder, deleted afterwards); "
            + "postgres: the connection string of an empty database.");
        // The default first.
        var strategies = Strategy.All.Select(known => known.Kind).OrderBy(kind => kind != StrategyKind.ParetoBeam).ToDictionary(kind => kind.Name());
        var strategy = Options.OneOf("--strategy", $"{string.Join(", ", strategies.Keys)} (default: {StrategyKind.ParetoBeam.Name()}).", [.. strategies.Keys]);
        var scraped = new Option<bool>("--metrics")
        {
            Description = "Collect the metrics once a second, as a monitored coordinator does, to see what they cost.",
        };
        var pages = new Option<bool>("--pages") { Description = "Read a page of candidates and the data of a dashboard twice a second." };
        var json = Options.Text("--json", "FILE", "Write the figures to this file, too.");
        var command = new Command("simulate", "Runs a search whose trainings are looked up in a table, and reports what coordinating it costs.")
        {
            slots, candidates, journal, connection, strategy, seed, pages, scraped, json,
        };
        return command.Does(terminal, async (parsed, cancel) =>
        {
            using var interrupt = new StopSignals(terminal.Error, "stopping (once more: stop at once)", ExitCode.Interrupted);
            var (options, temporary) = JournalOf(parsed.GetRequiredValue(journal), parsed.GetValue(connection));
            var spec = SimulatedSearch.Spec(parsed.GetValue(candidates), strategies[parsed.GetRequiredValue(strategy)], parsed.GetValue(seed));
            using var metrics = parsed.GetValue(scraped) ? new CollectedMetrics(TimeSpan.FromSeconds(1)) : null;
            try
            {
                var simulation = new Simulation.Simulation(options, parsed.GetValue(slots), spec, metrics?.Meter, parsed.GetValue(pages));
                var report = await simulation.RunAsync(Progress(terminal), interrupt.Token);
                Write(terminal.Out, report);
                if (metrics?.Series is { } series)
                    terminal.Out.WriteLine($"metrics            {series.All} series at most, {series.OfSearches} of them of the search");
                if (parsed.GetValue(json) is { } file) await File.WriteAllBytesAsync(file, DocumentJson.Write(report), cancel);
            }
            finally
            {
                if (temporary is not null) Directory.Delete(temporary, recursive: true);
            }
        });
    }

    private static Action<SearchView> Progress(Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.FromSeconds(5);
        return view =>
        {
            if (clock.Elapsed < next) return;
            next = clock.Elapsed + TimeSpan.FromSeconds(5);
            var (state, seconds) = (view.State, clock.Elapsed.TotalSeconds);
            terminal.Error.WriteLine($"{seconds:0} s: {state.Counters.CandidatesIn:N0} of {state.Plan.Count:N0} candidates, level {state.Level}");
        };
    }

    private static void Write(TextWriter output, SimulationReport report)
    {
        void Line(string text) => output.WriteLine(text);
        Line($"{"candidates",12} {"outcomes/s",12} {"us/decision",12} {"longest pause, ms",18}");
        foreach (var stretch in report.Stretches)
            Line($"{stretch.CandidatesDone,12:N0} {stretch.OutcomesPerSecond,12:N0} {stretch.MicrosecondsPerDecision,12:N1} "
                + $"{stretch.LongestPauseSeconds * 1e3,18:N0}");
        var (outcomes, records) = (report.Outcomes, report.Records);
        Line($"journal            {report.Journal}, {report.Slots:N0} slots, {report.Candidates:N0} candidates");
        Line($"outcomes           {outcomes:N0} in {report.Seconds:N1} s: {report.OutcomesPerSecond:N0} a second (lease and result persisted)");
        Line($"processor time     {report.CpuSeconds:N1} s: {report.CpuSeconds / outcomes * 1e6:N0} us an outcome, trainers' side included");
        Line($"search's actor     busy for {report.ActorSeconds:N1} s: {report.ActorSeconds / outcomes * 1e6:N0} us an outcome");
        Line($"opening a round    {report.RoundSeconds.Max() * 1e3:N0} ms at most, {report.RoundSeconds.Average() * 1e3:N0} ms on average");
        Line($"longest pause      {report.LongestPauseSeconds * 1e3:N0} ms of the search's actor");
        Line($"memory             {report.PeakBytes / 1e6:N0} MB at most, {report.HeapBytes / 1e6:N0} MB managed at the end");
        Line($"collections        {report.GcPauseSeconds:N1} s in {string.Join(" / ", report.Collections)} of generation 0 / 1 / 2; "
            + $"{report.AllocatedBytes / 1e3 / outcomes:N1} kB allocated an outcome");
        Line($"journal records    {records.Events:N0} events, {records.RecordBytes / 1e6:N0} MB ({records.StoredBytes / 1e6:N0} MB stored)");
        Line($"snapshots          {report.Snapshots}, the slowest {report.LongestSnapshotSeconds:N1} s; {records.SnapshotBytes / 1e6:N0} MB kept");
        Line($"recovery           {report.RecoverySeconds:N2} s of the search ({report.Replayed:N0} events after the snapshot), "
            + $"{report.RestartSeconds:N2} s with the actor system, including {report.RecoveryCpuSeconds:N2} s processor time");
        if (report.Pages is { } pages)
        {
            Line($"pages              {pages.Pages:N0} read: {pages.MeanSeconds * 1e3:N0} ms on average, {pages.LongestSeconds * 1e3:N0} ms at most, "
                + $"{pages.IdleSeconds * 1e3:N0} ms after the end; the slowest status {pages.LongestStatusSeconds * 1e3:N0} ms");
            foreach (var picture in pages.Pictures)
                Line($"{picture.Document,-18} {picture.Bytes / 1e3:N0} kB: {picture.MeanSeconds * 1e3:N0} ms on average, "
                    + $"{picture.LongestSeconds * 1e3:N0} ms at most, {picture.FirstSeconds * 1e3:N0} ms the first time after the end");
        }
        Line($"front              {report.Front:N0} candidates, sha256 {report.FrontSha256}");
    }

    /// <summary>The journal, and the temporary folder that it is in, if any.</summary>
    private static (JournalOptions Journal, string? Folder) JournalOf(string kind, string? connection)
    {
        if (kind == "postgres")
        {
            const string Needed = "--connection: the connection string of an empty database is needed";
            return (JournalOptions.Postgres(connection ?? throw new BadInputException(Needed)), null);
        }
        if (connection is not null && File.Exists(connection)) throw new BadInputException($"--connection: {connection} already exists; give a new file");
        var folder = connection is null ? Directory.CreateTempSubdirectory("actorsearch-simulate-").FullName : null;
        var file = connection ?? Path.Combine(folder!, "journal.db");
        JournalFile.Prepare(file);
        return (JournalOptions.Sqlite(file), folder);
    }
}
