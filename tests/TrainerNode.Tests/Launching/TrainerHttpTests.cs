using System.Net;
using ActorSearch.TrainerNode.Launching;
using ActorSearch.TrainerNode.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Launching;

/// <summary>A trainer's metrics are for its own names and origin, as a coordinator's interface is; its health is for all.</summary>
public sealed class TrainerHttpTests
{
    private const string Token = "a-token-of-the-tests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<WebApplication> StartAsync(string? token)
    {
        var given = new Dictionary<string, string?>
        {
            ["checkpoints"] = "c",
            ["insecure-remoting"] = "true",
            ["metrics-port"] = "0",
            ["http-names"] = "box.example",
            ["token"] = token
        };
        var options = NodeSettings.Collect(NodeRole.Trainer, _ => null, "none.json", given.GetValueOrDefault).Options();
        return (await TrainerHttp.StartAsync(options, null, () => null))!;
    }

    [Theory]
    [InlineData("/metrics", null, null, null, 200)]
    [InlineData("/metrics", "localhost", null, null, 200)]
    [InlineData("/metrics", "box.example", null, null, 200)]
    [InlineData("/metrics", "evil.example", null, null, 421)]
    [InlineData("/metrics", null, "Origin", "http://evil.example", 403)]
    [InlineData("/metrics", null, "Origin", "null", 403)]
    [InlineData("/metrics", null, "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("/metrics", null, "Sec-Fetch-Site", "none", 200)]
    [InlineData("/nothing", "evil.example", null, null, 421)]
    [InlineData("/health/live", "evil.example", "Origin", "http://evil.example", 200)]
    [InlineData("/health/ready", "evil.example", "Sec-Fetch-Site", "cross-site", 200)]
    public async Task Other_names_and_origins_are_refused_but_by_health_and_with_the_token(
        string path, string? host, string? header, string? value, int expected)
    {
        await using (var open = await StartAsync(null)) Assert.Equal(expected, await AskAsync(open, null));
        await using var guarded = await StartAsync(Token);
        Assert.Equal(expected is 421 or 403 && path != "/nothing" ? 200 : path == "/nothing" ? 404 : expected, await AskAsync(guarded, Token));
        Assert.Equal(path.StartsWith("/health", StringComparison.Ordinal) ? 200 : expected == 200 ? 401 : expected, await AskAsync(guarded, null));

        async Task<int> AskAsync(WebApplication app, string? token)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single() + path);
            if (host is not null) request.Headers.Host = host;
            if (header is not null) request.Headers.Add(header, value);
            if (token is not null) request.Headers.Authorization = new("Bearer", token);
            using var response = await client.SendAsync(request, Cancel);
            var answer = await response.Content.ReadAsStringAsync(Cancel);
            if (response.StatusCode is HttpStatusCode.MisdirectedRequest)
                Assert.Contains("this node does not answer to the name evil.example", answer, StringComparison.Ordinal);
            return (int)response.StatusCode;
        }
    }
}
