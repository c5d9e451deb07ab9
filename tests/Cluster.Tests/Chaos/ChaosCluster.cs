using System.Text;
using System.Text.Json;

namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>
/// Three coordinators and four trainers that share nothing but a PostgreSQL, each on a machine of its own where there may be network namespaces, all kept
/// alive. Files travel over HTTP.
/// </summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly List<KeptNode> _nodes = [];
    private volatile KeptNode? _active;

    private ChaosCluster(TestNetwork? network)
    {
        Network = network;
        Postgres = PostgresServer.Start(network);
        _cluster = network is null ? new TestCluster(3, shared: false, "--log", "info") : new TestCluster(network, 3, "--log", "info");
        Client = new CoordinatorClient([.. Enumerable.Range(0, 3).Select(_cluster.Address)]);
    }

    /// <summary>Null where network namespaces are not allowed: all on loopback then, and nothing can be cut off.</summary>
    public TestNetwork? Network { get; }

    public PostgresServer Postgres { get; }

    public CoordinatorClient Client { get; }

    public EpochLedger Epochs { get; } = new();

    public IReadOnlyList<KeptNode> Coordinators => _nodes[..3];

    public IReadOnlyList<KeptNode> Trainers => _nodes[3..];

    public string Folder => _cluster.Folder;

    /// <summary>What a stranger can steal from a trainer.</summary>
    public string TrainerKeys => _cluster.TrainerKeys;

    public IReadOnlyList<Akka.Actor.Address> CoordinatorNodes => [.. Enumerable.Range(0, 3).Select(_cluster.NodeOf)];

    /// <summary>The last one that said so.</summary>
    public KeptNode Active => _active ?? throw new InvalidOperationException("no coordinator was active yet");

    public int IndexOf(KeptNode coordinator) => _nodes.IndexOf(coordinator);

    public string StoreOf(KeptNode coordinator) => _cluster.CheckpointsOf(IndexOf(coordinator));

    public static async Task<ChaosCluster> StartAsync(CancellationToken cancel)
    {
        string[] trainers = ["t0", "t1", "t2", "t3"];
        var network = TestNetwork.Hindrance is null ? TestNetwork.Start([.. Enumerable.Range(0, 3).Select(TestCluster.CoordinatorName), .. trainers]) : null;
        var chaos = new ChaosCluster(network);
        string[] journal = ["--journal", "postgres", "--connection", chaos.Postgres.ConnectionString];
        for (var i = 0; i < 3; i++)
        {
            var index = i;
            chaos._nodes.Add(new KeptNode(
                TestCluster.CoordinatorName(index), "up:", listener => chaos._cluster.StartCoordinator(index, listener, journal), chaos.Hear, chaos.End));
        }
        foreach (var name in trainers)
            chaos._nodes.Add(new KeptNode(name, "registered with", listener => chaos._cluster.StartTrainer(name, listener), chaos.Hear, chaos.End));
        await chaos.UntilHealthyAsync([], cancel);
        return chaos;
    }

    /// <summary>Told of a node that ended with an error on its own account: its name, what it ended with, why.</summary>
    public Action<string, int, string>? EndedByItself { get; set; }

    /// <summary>
    /// All nodes take part, what they were before is removed, the active coordinator knows the trainers, and no search waits for the journal.
    /// </summary>
    public async Task UntilHealthyAsync(string[] searches, CancellationToken cancel) =>
        await Patience.UntilAsync(() => IsHealthyAsync(searches, cancel), () => $"not healthy again{Environment.NewLine}{Describe()}", cancel);

    /// <summary>What every node printed last.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (var node in _nodes)
        {
            text.AppendLine($"{node.Name}{(node == _active ? ", active" : "")}{(node.IsReady ? "" : ", not ready")}");
            text.Append(node.Words);
        }
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        Client.Dispose();
        _cluster.Dispose();
        Postgres.Dispose();
        Network?.Dispose();
    }

    private async Task<bool> IsHealthyAsync(string[] searches, CancellationToken cancel)
    {
        foreach (var node in _nodes)
        {
            if (node.Failure is { } failure)
                throw new InvalidOperationException($"{node.Name} is not kept alive any more: {failure.GetBaseException().Message}", failure);
        }
        if (_active is not { IsReady: true } || !_nodes.All(node => node.IsReady)) return false;
        if (!Coordinators.All(coordinator => Members(coordinator) == _nodes.Count - 1)) return false;
        using var answer = JsonDocument.Parse(await Client.AskAsync(HttpMethod.Get, "/trainers", null, cancel));
        foreach (var search in searches)
        {
            using var status = JsonDocument.Parse(await Client.AskAsync(HttpMethod.Get, $"/searches/{search}", null, cancel));
            if (status.RootElement.GetProperty("status").GetString() == "waiting") return false;
        }
        return answer.RootElement.GetProperty("trainers").EnumerateArray().Select(trainer => trainer.GetProperty("name").GetString()).Order()
            .SequenceEqual(Trainers.Select(trainer => trainer.Name));
    }

    /// <summary>The others, as the coordinator has written them down.</summary>
    private int Members(KeptNode coordinator)
    {
        var file = Path.Combine(Folder, $"coordinator-{IndexOf(coordinator)}", "members.txt");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }

    /// <summary>128 and more: a signal.</summary>
    private void End(KeptNode node, int code)
    {
        if (code is 0 or >= 128) return;
        var why = node.Process.Output.Split('\n').Where(line =>
            line.StartsWith("error:", StringComparison.Ordinal) || line.Contains("out of reach", StringComparison.Ordinal));
        EndedByItself?.Invoke(node.Name, code, string.Join(" | ", why.TakeLast(3)));
    }

    private void Hear(KeptNode node, string line)
    {
        if (line.StartsWith("active:", StringComparison.Ordinal)) _active = node;
        Epochs.Hear(node.Name, line);
    }
}
