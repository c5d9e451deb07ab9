using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Tests;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Cluster.Tests;

/// <summary>Coordinators and trainers as processes on loopback, in a folder of their own.</summary>
internal sealed class TestCluster : IDisposable
{
    private const string Augment = "{ flip_horizontal: true, rotation: 10, crop: 2, brightness: 0.1 }";

    /// <summary>Everything random is on: dropout (cnn-3 has it), augmentation, two replicates.</summary>
    public static string Search(string name = "small", int maxCandidates = 10, int epochs = 4, int seed = 11) => $$"""
        name: {{name}}
        data:      { kind: synthetic-cracks, positive: crack, samples: 400, positive_share: 0.2, image_size: 32, augment: {{Augment}} }
        model:     { kind: cnn-3 }
        train:     { epochs: {{epochs}}, batch_size: 16, optimizer: sgd, learning_rate: 0.05, momentum: 0.9, schedule: { step: [3], gamma: 0.3 } }
        space:     { pruning_rate: [0.4, 0.7], class_cost: [1, 4], rewind: [0, 2, none] }
        objectives: { fn: { at_fpr: 0.10 } }
        search:    { strategy: pareto-beam, width: 3, max_level: 3, max_candidates: {{maxCandidates}}, replicates: 2, seed: {{seed}} }
        resources: { checkpoint: 0s }
        """;

    /// <summary>One that does not end while a test looks at it: so many candidates.</summary>
    public static string EndlessSearch(int epochs) =>
        Search(maxCandidates: 5000, epochs: epochs).Replace("width: 3, max_level: 3", "width: 100, max_level: 8", StringComparison.Ordinal);

    /// <summary>Whether a client with a stolen trainer's certificate attacks every cluster: ACTORSEARCH_TEST_STRANGER=1 bash tests/run.sh.</summary>
    private static readonly bool HasStranger = Environment.GetEnvironmentVariable("ACTORSEARCH_TEST_STRANGER") == "1";

    private static readonly HttpClient Plain = new() { Timeout = Patience.Limit };
    private readonly List<NodeProcess> _all = [];
    private readonly CancellationTokenSource _disposed = new();
    private readonly (string Host, int Port, int HttpPort)[] _coordinators;
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-cluster-").FullName;
    private readonly string[] _extra;
    private readonly bool _shared;
    private readonly TestNetwork? _network;
    private readonly string[] _coordinatorKeys;
    private string[] _within = [];
    private Task? _stranger;

    /// <param name="shared">One folder of checkpoints for all; else each coordinator has its own, and trainers go there over HTTP.</param>
    /// <param name="extra">Options of every node.</param>
    public TestCluster(int coordinators = 1, bool shared = true, params string[] extra)
    {
        var ports = FreePorts(2 * coordinators);
        (_coordinators, _shared, _extra) = ([.. Enumerable.Range(0, coordinators).Select(i => ("127.0.0.1", ports[2 * i], ports[(2 * i) + 1]))], shared, extra);
        (_coordinatorKeys, TrainerKeys) = Keys();
    }

    /// <summary>Each node on the machine of its name (<see cref="CoordinatorName"/>), and machines share no folder.</summary>
    public TestCluster(TestNetwork network, int coordinators, params string[] extra)
    {
        _coordinators = [.. Enumerable.Range(0, coordinators).Select(i => (network.AddressOf(CoordinatorName(i)), 4053, 4080))];
        (_network, _extra) = (network, extra);
        (_coordinatorKeys, TrainerKeys) = Keys();
    }

    /// <summary>One authority's, as ops/make-certs.sh would make them: the same for every node of a cluster, whichever starts first.</summary>
    private (string[] Coordinators, string Trainer) Keys()
    {
        var until = DateTimeOffset.UtcNow.AddDays(30);
        using var authority = CertificateAuthority.New("authority of a test", until);
        string Write(string name, params string[] names)
        {
            var file = Path.Combine(_folder, name + ".pem");
            File.WriteAllText(file, authority.Issue(name, names, until));
            return file;
        }
        return ([.. _coordinators.Select((coordinator, i) => Write(CoordinatorName(i), coordinator.Host))], Write("trainer"));
    }

    /// <summary>Certificates for remoting, and HTTP open to all, where a test does not say otherwise.</summary>
    private static string[] Secured(string keys, string[] arguments)
    {
        bool Given(params string[] options) => options.Any(arguments.Contains);
        if (!Given("--cert", "--insecure-remoting")) arguments = [.. arguments, "--cert", keys];
        return Given("--token", "--token-file", "--ca") ? arguments : [.. arguments, "--insecure"];
    }

    public static string CoordinatorName(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");

    /// <summary>Set: the coordinators speak https, and are asked through this client.</summary>
    public HttpClient? Https { get; init; }

    /// <summary>Set: the name by which trainers call the store.</summary>
    public string? StoreHost { get; init; }

    /// <summary>What every trainer has.</summary>
    public string TrainerKeys { get; }

    /// <summary>Set: where its nodes keep decoded images, below its folder unless absolute.</summary>
    public string Cache { get; init => _within = ["/usr/bin/env", $"ACTORSEARCH_CACHE={field = Path.Combine(_folder, value)}"]; } = "";

    public string Folder => _folder;

    public Akka.Actor.Address NodeOf(int coordinator) => new("akka.ssl.tcp", "actorsearch", _coordinators[coordinator].Host, _coordinators[coordinator].Port);

    public string Seeds => string.Join(',', _coordinators.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Host}:{c.Port}")));

    public string JournalFile => Path.Combine(_folder, "coordinator-0", "journal.db");

    public string Checkpoints => Path.Combine(_folder, "checkpoints");

    /// <summary>Started, and not a member yet.</summary>
    public NodeProcess StartCoordinator(int index, Action<string>? listener, params string[] more)
    {
        if (HasStranger)
        {
            var nodes = _coordinators.Select((_, i) => NodeOf(i)).ToList();
            lock (_all) _stranger ??= Task.Run(() => Stranger.AttackAsync(TrainerKeys, nodes, new SearchId("small"), _disposed.Token));
        }
        var (host, port, httpPort) = _coordinators[index];
        return Start("actorsearch", CoordinatorName(index), listener, Secured(_coordinatorKeys[index],
        [
            "coordinator", "--host", host, "--port", Text(port), "--http-port", Text(httpPort), "--seeds", Seeds,
            "--folder", Path.Combine(_folder, $"coordinator-{index}"), .. Files(index), .. _extra, .. more,
        ]));
    }

    public async Task<NodeProcess> CoordinatorAsync(int index, CancellationToken cancel, params string[] more)
    {
        var coordinator = StartCoordinator(index, null, more);
        await coordinator.PrintsAsync("HTTP at", cancel);
        return coordinator;
    }

    /// <summary>The first one, which sends its traces to a collector that is not there.</summary>
    public async Task<NodeProcess> TracingCoordinatorAsync(CancellationToken cancel)
    {
        _within = ["/usr/bin/env", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9"];
        try
        {
            return await CoordinatorAsync(0, cancel);
        }
        finally
        {
            _within = [];
        }
    }

    /// <summary>All of them, each a member. The first is the oldest, and active.</summary>
    public async Task<NodeProcess[]> CoordinatorsAsync(CancellationToken cancel, params string[] more)
    {
        var coordinators = await Task.WhenAll(_coordinators.Select((_, i) => CoordinatorAsync(i, cancel, more)));
        foreach (var coordinator in coordinators) await coordinator.PrintsAsync("up:", cancel);
        await coordinators[0].PrintsAsync("active:", cancel);
        return coordinators;
    }

    /// <summary>
    /// Started again, as a launcher would, when the cluster has removed it: on a machine that is very busy with other work one may be silent for so long.
    /// </summary>
    public NodeProcess Trainer(string name, params string[] more)
    {
        var trainer = StartTrainer(name, null, more);
        _ = KeepAsync(trainer, name, more);
        return trainer;
    }

    public NodeProcess StartTrainer(string name, Action<string>? listener, params string[] more) => Launch(name, listener, ["--device", "cpu", .. more]);

    /// <summary>What a test kills or stops ends in another way.</summary>
    private async Task KeepAsync(NodeProcess trainer, string name, string[] more)
    {
        try
        {
            if (await trainer.EndedAsync(_disposed.Token) != 1) return;
            if (!trainer.Output.Contains("was cut off and the cluster removed it", StringComparison.Ordinal)) return;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            return; // the test is over, or has done with this process
        }
        lock (_all)
            if (!_disposed.IsCancellationRequested) Trainer(name, more);
    }

    public NodeProcess Launcher(string name, params string[] more) => Launch(name, null, more);

    /// <summary>A coordinator's own checkpoints, where it shares none.</summary>
    public string CheckpointsOf(int coordinator) => Path.Combine(_folder, $"coordinator-{coordinator}", "checkpoints");

    private NodeProcess Launch(string name, Action<string>? listener, string[] more) => Start("actorsearch-trainer", name, listener, Secured(TrainerKeys,
        ["--name", name, "--host", _network?.AddressOf(name) ?? "127.0.0.1", "--seeds", Seeds, .. FilesOfTrainer(name), .. _extra, .. more]));

    private NodeProcess Start(string program, string machine, Action<string>? listener, string[] arguments)
    {
        var process = NodeProcess.Start(program, _folder, _network?.On(machine) ?? _within, listener, arguments);
        lock (_all) _all.Add(process);
        return process;
    }

    private string[] Files(int coordinator) => _shared ? ["--checkpoints", Checkpoints]
        : _coordinators.Length == 1 ? [] : ["--peers", string.Join(',', _coordinators.Select((_, i) => Address(i)).Where((_, i) => i != coordinator))];

    private string[] FilesOfTrainer(string name) => _shared ? ["--checkpoints", Checkpoints]
        : ["--store", string.Join(',', _coordinators.Select((_, i) => StoreAddress(i))), "--cache", Path.Combine(_folder, $"cache-{name}")];

    private string StoreAddress(int coordinator) => StoreHost is null
        ? Address(coordinator)
        : new UriBuilder(Address(coordinator)) { Host = StoreHost }.Uri.GetLeftPart(UriPartial.Authority);

    public string Address(int coordinator) => string.Create(
        CultureInfo.InvariantCulture, $"{(Https is null ? "http" : "https")}://{_coordinators[coordinator].Host}:{_coordinators[coordinator].HttpPort}");

    /// <summary>Repeats while no coordinator is active, as a person would.</summary>
    public async Task<HttpResponseMessage> AskAsync(
        HttpMethod method, string path, string? body, CancellationToken cancel, int coordinator = 0, string? token = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience.Limit);
        var last = "no answer";
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, Address(coordinator) + path);
                if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");
                if (token is not null) request.Headers.Authorization = new("Bearer", token);
                var response = await (Https ?? Plain).SendAsync(request, limit.Token);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return response;
                using (response) last = await response.Content.ReadAsStringAsync(limit.Token);
            }
            catch (HttpRequestException failure)
            {
                last = failure.Message;
                await Task.Delay(100, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
            }
            if (limit.IsCancellationRequested) throw new TimeoutException($"{method} {path}: {last}\n{Words()}");
        }
    }

    /// <summary>Whatever the answer is.</summary>
    public async Task<HttpResponseMessage> AskOnceAsync(HttpMethod method, string path, CancellationToken cancel, int coordinator = 0)
    {
        using var request = new HttpRequestMessage(method, Address(coordinator) + path);
        return await (Https ?? Plain).SendAsync(request, cancel);
    }

    public async Task SubmitAsync(string search, CancellationToken cancel, int coordinator = 0, string? token = null)
    {
        using var response = await AskAsync(HttpMethod.Post, "/searches", search, cancel, coordinator, token);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(cancel));
    }

    public async Task<JsonElement> StatusAsync(string id, CancellationToken cancel, int coordinator = 0, string? token = null)
    {
        using var response = await AskAsync(HttpMethod.Get, $"/searches/{id}", null, cancel, coordinator, token);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }

    /// <summary>Asks again and again, briefly, until an active coordinator answers: what was sent to one that is gone is lost.</summary>
    public async Task AnswersAsync(string id, int coordinator, CancellationToken cancel)
    {
        var time = TimeSpan.FromMilliseconds(500);
        await Patience.UntilAsync(async () =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(time);
            try
            {
                using var response = await (Https ?? Plain).GetAsync(new Uri($"{Address(coordinator)}/searches/{id}"), limit.Token);
                return response.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // A busy machine takes its time to answer.
                time = time * 1.5 < Patience.Limit ? time * 1.5 : Patience.Limit;
                return false;
            }
        }, Words, cancel);
    }

    /// <summary>What all processes printed.</summary>
    private string Words()
    {
        lock (_all) return string.Join("\n--\n", _all.Select(process => process.Output));
    }

    /// <summary>Asks until it is so; fails with the last answer and what the processes printed when the answer has not changed for long.</summary>
    public async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> so, CancellationToken cancel, int coordinator = 0, string? token = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience.Limit);
        JsonElement status = default;
        var last = "";
        try
        {
            do
            {
                status = await StatusAsync(id, limit.Token, coordinator, token);
                if (so(status)) return status;
                if (status.GetRawText() is var text && text != last)
                {
                    last = text;
                    limit.CancelAfter(Patience.Limit);
                    Patience.Came();
                }
                await Task.Delay(50, limit.Token);
            }
            while (true);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{status}\n{Words()}");
        }
    }

    public async Task<byte[]> FinishedFrontAsync(string id, CancellationToken cancel, int coordinator = 0, string? token = null)
    {
        await UntilAsync(id, status => status.GetProperty("status").GetString() == "finished", cancel, coordinator, token);
        using var response = await AskAsync(HttpMethod.Get, $"/searches/{id}/front.json", null, cancel, coordinator, token);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    public void Dispose()
    {
        lock (_all)
        {
            _disposed.Cancel();
            foreach (var process in _all) process.Dispose();
        }
        _stranger?.GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Held open together, so that they differ.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Stop();
        return ports;
    }
}
