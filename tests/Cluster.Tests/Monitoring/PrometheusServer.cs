using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace ActorSearch.Cluster.Tests.Monitoring;

/// <summary>A Prometheus of the test's own on loopback. tests/run.sh installs it where it may.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private const string Program = "/usr/bin/prometheus";

    private readonly Process _process;
    private readonly HttpClient _client;

    private PrometheusServer(Process process, int port) =>
        (_process, _client) = (process, new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) });

    /// <summary>Skips the test where Prometheus is not installed.</summary>
    public static void Needed() => Assert.SkipUnless(File.Exists(Program), "Prometheus is not installed (apt-get install prometheus)");

    /// <param name="folder">Has prometheus.yml; what it stores goes there, too.</param>
    public static async Task<PrometheusServer> StartAsync(string folder, CancellationToken cancel)
    {
        var port = TestCluster.FreePorts(1)[0];
        string[] arguments =
        [
            "--config.file=" + Path.Combine(folder, "prometheus.yml"), "--storage.tsdb.path=" + Path.Combine(folder, "data"), "--log.level=error",
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
        ];
        var server = new PrometheusServer(Process.Start(new ProcessStartInfo(Program, arguments) { WorkingDirectory = folder })!, port);
        try
        {
            await Patience.UntilAsync(() => server.IsReadyAsync(cancel), () => "Prometheus is not ready", cancel);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The series that an expression has now, or had at any time since then, each with its last value there.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(
        string expression, CancellationToken cancel, DateTimeOffset? since = null)
    {
        var form = new Dictionary<string, string> { ["query"] = expression };
        if (since is { } start)
            (form["start"], form["end"], form["step"]) = (Seconds(start), Seconds(DateTimeOffset.UtcNow), "1");
        using var content = new FormUrlEncodedContent(form);
        using var response = await _client.PostAsync(since is null ? "api/v1/query" : "api/v1/query_range", content, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{expression}: {text}");
        var data = JsonNode.Parse(text)!["data"]!;
        return (string)data["resultType"]! == "scalar"
            ? [(new Dictionary<string, string>(), Number(data["result"]![1]!))]
            : [.. data["result"]!.AsArray()
                .Select(series => (Labels(series!["metric"]!), Number((series["value"] ?? series["values"]!.AsArray().Last())![1]!)))];
    }

    /// <summary>The alerts that fire.</summary>
    public async Task<IReadOnlyCollection<string>> FiringAsync(CancellationToken cancel) =>
        [.. (await GetAsync("api/v1/alerts", cancel))["alerts"]!.AsArray().Where(alert => (string)alert!["state"]! == "firing")
            .Select(alert => (string)alert!["labels"]!["alertname"]!).Distinct()];

    /// <summary>What is wrong with targets, a line each.</summary>
    public async Task<string> FaultsOfTargetsAsync(CancellationToken cancel) => string.Join(Environment.NewLine,
        (await GetAsync("api/v1/targets", cancel))["activeTargets"]!.AsArray().Where(target => (string)target!["health"]! != "up")
            .Select(target => $"{target!["scrapeUrl"]}: {target["health"]} {target["lastError"]}"));

    /// <summary>Every rule with what is wrong with it; empty when nothing is.</summary>
    public async Task<IReadOnlyList<(string Name, string Fault)>> RulesAsync(CancellationToken cancel) =>
        [.. (await GetAsync("api/v1/rules", cancel))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray())
            .Select(rule => ((string)rule!["name"]!, (string)rule["health"]! == "err" ? (string?)rule["lastError"] ?? "err" : ""))];

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        Assert.False(_process.HasExited, "Prometheus ended");
        try
        {
            using var response = await _client.GetAsync(new Uri("-/ready", UriKind.Relative), cancel);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancel) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), cancel))!["data"]!;

    private static Dictionary<string, string> Labels(JsonNode metric) => metric.AsObject().ToDictionary(label => label.Key, label => (string)label.Value!);

    private static double Number(JsonNode value) => double.Parse((string)value!, CultureInfo.InvariantCulture);

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1e3).ToString(CultureInfo.InvariantCulture);
}
