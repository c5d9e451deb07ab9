using System.Net.Http.Json;
using System.Text.Json;
using ActorSearch.Messages;
using ActorSearch.Tests;
using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Cluster.Tests;

/// <summary>
/// Somebody who has stolen a trainer's certificate, or has none, beside a search: nothing stops, nothing is listed, and the front is the undisturbed one.
/// </summary>
[Collection("processes")]
public sealed class StrangerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Takes whatever is sent to it.</summary>
    private sealed class Taker(List<object> taken) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            lock (taken) taken.Add(message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_stolen_certificate_of_a_trainer_harms_no_search(int coordinators)
    {
        var expected = await Standalone.FrontAsync(TestCluster.Search(epochs: 12));
        using var database = coordinators > 1 ? PostgresServer.Shared() : null;
        string[] journal = database is null ? [] : ["--journal", "postgres", "--connection", database.ConnectionString];
        using var cluster = new TestCluster(coordinators);
        await cluster.CoordinatorsAsync(Cancel, journal);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await LauncherTests.TrainersAsync(cluster, names => names.SequenceEqual(["t0", "t1"]));
        await cluster.SubmitAsync(TestCluster.Search(epochs: 12), Cancel);
        var id = new SearchId("small");

        var taken = new List<object>();
        await using (var stranger = new Stranger(cluster.TrainerKeys))
        {
            var taker = stranger.System.ActorOf(Props.Create(() => new Taker(taken)), "trainer-t0");
            var joined = Akka.Cluster.Cluster.Get(stranger.System);
            await joined.JoinSeedNodesAsync([.. Enumerable.Range(0, coordinators).Select(cluster.NodeOf)], Cancel);
            for (var round = 0; round < 3; round++)
            {
                for (var i = 0; i < coordinators; i++) stranger.Attack(cluster.NodeOf(i), id, taker, "t0");
                // By then those of this round have been judged: a message to the same node that is answered comes behind them.
                for (var i = 0; i < coordinators; i++)
                    await stranger.Reach(cluster.NodeOf(i), "/user/searches").Ask<ActorIdentity>(new Identify(round), Patience.Limit, Cancel);
            }
            Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
            lock (taken)
            {
                // It learns that the name is taken, and nothing else.
                Assert.All(taken, message => Assert.True(message is TrainerNameTaken, $"{message}"));
            }
            await LauncherTests.TrainersAsync(cluster, names => names.SequenceEqual(["t0", "t1"]));
        }
        for (var i = 0; i < coordinators; i++)
        {
            using var metrics = await cluster.AskAsync(HttpMethod.Get, "/metrics", null, Cancel, i);
            var line = (await metrics.Content.ReadAsStringAsync(Cancel)).Split('\n')
                .First(line => line.StartsWith("actorsearch_wire_refused_total", StringComparison.Ordinal));
            var refused = double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(refused >= 3 * Stranger.NotForTrainers(id, ActorRefs.Nobody).Count(), line);
        }
        using var list = await cluster.AskAsync(HttpMethod.Get, "/searches", null, Cancel);
        Assert.Equal("small", (await list.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("searches").EnumerateArray().Single().GetString());
    }

    [Fact]
    public async Task Who_has_no_certificate_is_not_connected()
    {
        using var cluster = new TestCluster();
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        await coordinator.PrintsAsync("active:", Cancel);
        await using var stranger = new Stranger(keys: null);
        var address = new Address("akka.tcp", "actorsearch", cluster.NodeOf(0).Host, cluster.NodeOf(0).Port);
        stranger.Attack(address, new SearchId("small"), stranger.System.DeadLetters, "t0");
        await coordinator.PrintsAsync("it does not encrypt", Cancel);
        await cluster.SubmitAsync(TestCluster.Search(), Cancel);
        Assert.False(coordinator.HasEnded);
    }
}
