using System.Diagnostics;
using System.Security.Cryptography;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>Runs a simulated search to its end, then starts a new actor system on the same journal, and says what both took.</summary>
/// <param name="metrics">Measures the first part, as in a coordinator.</param>
/// <param name="readPages">Whether pages are read meanwhile.</param>
internal sealed class Simulation(JournalOptions journal, int slots, SearchSpec spec, CoordinatorMeter? metrics = null, bool readPages = false)
{
    private const int Stretches = 20;

    private long Seed => spec.Search.Seed;

    /// <summary>The span that the submission belongs to; null where nothing is traced.</summary>
    public string? Trace { get; init; }

    /// <summary>As the actors left it.</summary>
    public SearchState State { get; private set; } = SearchState.Empty;

    /// <param name="progress">Called with every view.</param>
    public async Task<SimulationReport> RunAsync(Action<SearchView> progress, CancellationToken cancel)
    {
        var meter = new SimulationMeter(Math.Max(1, spec.Search.MaxCandidates / Stretches));
        using var process = Process.GetCurrentProcess();
        double seconds, cpu, actor;
        long heap, allocated;
        int[] collections;
        PageFigures? pages = null;
        PageReader? reader;
        await using (var host = await SimulationHost.StartAsync(journal, slots, Seed, meter, metrics, cancel))
        {
            var (clock, cpuBefore) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            await host.SubmitAsync(SimulatedSearch.Submission(spec), Trace, cancel);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            reader = readPages ? host.Pages() : null;
            var reading = reader?.ReadAsync(ended.Token) ?? Task.CompletedTask;
            State = await EndAsync(host, progress, cancel);
            await ended.CancelAsync();
            process.Refresh();
            (seconds, cpu, actor) = (clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpuBefore).TotalSeconds, meter.Busy.TotalSeconds);
            (allocated, collections) = (GC.GetTotalAllocatedBytes(), [.. Enumerable.Range(0, 3).Select(GC.CollectionCount)]);
            heap = GC.GetTotalMemory(forceFullCollection: true);
            await reading;
            if (reader is not null) pages = await reader.FiguresAsync(cancel);
        }
        process.Refresh();
        var (peak, gc) = (process.PeakWorkingSet64, GC.GetTotalPauseDuration().TotalSeconds);
        var records = await JournalFigures.OfAsync(journal, cancel);
        var front = FrontFile.Json(State);
        // What the first system left behind would otherwise be collected on the second one's account.
        GC.Collect();
        var (recovered, recoveryCpu, restart, replayed, pictures) = await RestartAsync(front, reader, cancel);
        return new SimulationReport(
            journal.Kind.ToString(), slots, State.Plan.Count, meter.Outcomes, seconds, meter.Outcomes / seconds, cpu, actor,
            meter.Stretches, meter.Rounds, meter.LongestPause.TotalSeconds, gc,
            peak, heap, allocated, collections, records, meter.Snapshots, meter.SlowestSnapshot.TotalSeconds,
            recovered, recoveryCpu, restart, replayed, State.Front.Count, Convert.ToHexStringLower(SHA256.HashData(front)),
            pages is null ? null : pages with { Pictures = pictures });
    }

    private async Task<(double Recovered, double Cpu, double Restart, long Replayed, IReadOnlyList<PictureFigures> Pictures)> RestartAsync(
        byte[] front, PageReader? reader, CancellationToken cancel)
    {
        var meter = new SimulationMeter(int.MaxValue);
        using var process = Process.GetCurrentProcess();
        var (clock, cpu) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        await using var host = await SimulationHost.StartAsync(journal, 0, Seed, meter, null, cancel);
        host.AskFor(SimulatedSearch.Id);
        var (replayed, took) = await meter.Ready.WaitAsync(cancel);
        var restart = clock.Elapsed.TotalSeconds;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        var state = await EndAsync(host, _ => { }, cancel);
        if (!FrontFile.Json(state).AsSpan().SequenceEqual(front)) throw new InvalidOperationException("the recovered search has another front");
        IReadOnlyList<PictureFigures> pictures = reader is null ? [] : await host.Pages().PicturesAsync(reader, cancel);
        return (took.TotalSeconds, cpu.TotalSeconds, restart, replayed, pictures);
    }

    private static async Task<SearchState> EndAsync(SimulationHost host, Action<SearchView> progress, CancellationToken cancel)
    {
        SearchState? state = null;
        await foreach (var view in host.WatchAsync(cancel))
        {
            progress(view);
            state = view.State;
        }
        return state is { Status: SearchStatus.Finished } ? state : throw new InvalidOperationException("the search did not come to its end");
    }
}
