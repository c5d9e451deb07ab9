using System.Diagnostics;
using ActorSearch.Tests;

namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>
/// Processes are killed, stopped, told to end and cut off, the database crashes and a store is deleted, at random, while two searches run: every front is byte
/// for byte the one of an undisturbed run, one writes the journal at a time, and nothing is trained twice but what no checkpoint had. tests/chaos.sh runs it
/// for as long as it is told to.
/// </summary>
[Collection("failovers")]
public sealed class ChaosTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_dies_sleeps_or_is_cut_off_the_front_stays()
    {
        var seed = Setting("SEED", 1);
        // As many faults, or as long as tests/chaos.sh says.
        var minutes = Setting("MINUTES", 0);
        var (most, time) = minutes > 0 ? (int.MaxValue, TimeSpan.FromMinutes(minutes)) : (Setting("FAULTS", 10), TimeSpan.MaxValue);
        await using var cluster = await ChaosCluster.StartAsync(Cancel);
        using var report = new ChaosReport(Environment.GetEnvironmentVariable("ACTORSEARCH_CHAOS_REPORT") ?? Path.Combine(cluster.Folder, "report.txt"));
        var length = minutes > 0 ? $"{minutes} minutes" : $"{most} faults";
        var network = cluster.Network is null ? $"no cuts: {TestNetwork.Hindrance}" : "a network for each machine";
        report.Say($"seed {seed}, {length}, {Environment.ProcessorCount} cores, {network}");

        var clock = Stopwatch.StartNew();
        SearchStream[] streams = [await StreamAsync("a", TestCluster.Search("a", 20, 6)), await StreamAsync("b", TestCluster.Search("b", 20, 6, seed: 12))];
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var goOn = true;
        var running = Task.WhenAll(streams.Select(stream => stream.RunAsync(() => goOn, giveUp.Token)));
        await Task.WhenAny(running, Task.WhenAll(streams.Select(stream => stream.Begun)));
        var random = new Random(seed);
        var faults = new Faults(cluster, random, () => streams[0].Current);
        // Somebody with a trainer's certificate tries all the while what that does not entitle to.
        var attacks = Stranger.AttackAsync(cluster.TrainerKeys, cluster.CoordinatorNodes, new SearchId(streams[0].Current), giveUp.Token);
        cluster.EndedByItself = (node, code, error) => report.Say($"      {node} ended by itself with {code}: {error}");
        try
        {
            clock.Restart();
            foreach (var fault in faults.Deck(Enum.TryParse<Fault>(Environment.GetEnvironmentVariable("ACTORSEARCH_CHAOS_ONLY"), out var only) ? only : null))
            {
                await cluster.UntilHealthyAsync([.. streams.Select(stream => stream.Current)], giveUp.Token);
                if (clock.Elapsed >= time || most-- == 0) break;
                if (running.IsFaulted) await running;
                // So that it comes at any moment of an epoch.
                await Task.Delay(TimeSpan.FromSeconds(2 * random.NextDouble()), giveUp.Token);
                var began = clock.Elapsed;
                report.Say($"{began:mm\\:ss} {fault}: {await faults.BefallAsync(fault, giveUp.Token)}");
            }
            goOn = false;
            await EndsAsync(running, cluster.Epochs);
        }
        catch (Exception e)
        {
            report.Say($"{clock.Elapsed:mm\\:ss} {e.Message}{Environment.NewLine}{(e is TimeoutException ? "" : cluster.Describe())}");
            throw;
        }
        finally
        {
            cluster.EndedByItself = null;
            await giveUp.CancelAsync();
        }
        await attacks;

        var repeats = cluster.Epochs.Repeats();
        report.Sum(faults, cluster.Epochs, repeats, streams);
        Assert.All(streams, stream => Assert.Empty(stream.Different));
        // Or the lines of trainers are not understood any more, and nothing below could fail.
        Assert.True(cluster.Epochs.Epochs > 0, "no epoch was heard of");
        // Checkpoints are taken after every epoch here: that is one interval.
        Assert.All(repeats.Where(repeat => repeat.Cause is "kill" or null), repeat => Assert.True(repeat.Epochs <= 1, repeat.ToString()));
        cluster.Postgres.AssertOneWriterAtATime();
        foreach (var search in cluster.Postgres.EventsBySearch())
        {
            Assert.All(search.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
            Assert.All(search.OfType<TestEvaluated>().GroupBy(e => e.Candidate), candidate => Assert.Single(candidate));
            Assert.Empty(search.OfType<CandidateAbandoned>());
            Assert.Single(search.OfType<SearchFinished>());
        }

        async Task<SearchStream> StreamAsync(string name, string search)
        {
            var expected = Path.Combine(cluster.Folder, $"expected-{name}.json");
            await File.WriteAllBytesAsync(expected, await Standalone.FrontAsync(search), Cancel);
            return new SearchStream(name, search, expected, cluster.Folder, cluster.Client);
        }
    }

    /// <summary>However long it takes, as long as an epoch is heard of now and then.</summary>
    private static async Task EndsAsync(Task running, EpochLedger epochs)
    {
        for (var heard = -1; heard != epochs.Epochs && !running.IsCompleted;)
        {
            heard = epochs.Epochs;
            Patience.Came();
            await Task.WhenAny(running, Task.Delay(Patience.Limit, Cancel));
        }
        Assert.True(running.IsCompleted, "the searches do not end");
        await running;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable("ACTORSEARCH_CHAOS_" + name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
