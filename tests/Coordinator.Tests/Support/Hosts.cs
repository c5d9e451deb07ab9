using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Tests.Support;

public static class Hosts
{
    public static StandaloneOptions Options(TempFolder folder, MemoryStore store, FileTrainer trainer, int slots, TimeSpan? leases = null) =>
        new(folder.Journal, store, slots, SampleSearches.Numerics, trainer.Session)
        {
            // Beats far apart, longer than any test: work must flow without them, which repair what was lost.
            Trainer = options => options with { Beat = TimeSpan.FromMinutes(5), ProgressEvery = TimeSpan.FromMilliseconds(50) },
            Searches = settings => settings with
            {
                LeaseTimeout = leases ?? settings.LeaseTimeout,
                RestartAfter = TimeSpan.FromMilliseconds(100),
                SnapshotEvery = 25,
            },
            // Terminate is as sudden as a crash.
            ExtraHocon = "akka.coordinated-shutdown.run-by-actor-system-terminate = off",
        };

    /// <summary>Ends every actor where it stands: nothing is drained, handed back or acknowledged.</summary>
    public static async Task KillAsync(this StandaloneHost host)
    {
        await host.System.Terminate();
        await host.DisposeAsync();
    }

    /// <summary>Submits and waits for the end.</summary>
    public static async Task<SearchView> RunToEndAsync(this StandaloneHost host, SubmitSearch submission, CancellationToken cancel)
    {
        Assert.IsType<Accepted>(await host.SubmitAsync(submission, cancel));
        SearchView? last = null;
        await foreach (var view in host.WatchAsync(submission.Search, cancel)) last = view;
        return last!;
    }
}
