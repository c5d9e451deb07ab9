using System.Net;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Web.Dashboard;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>
/// Every route of the route table with good, bad, missing and unauthorised input. A route without cases fails, as does a parameter of the OpenAPI document
/// that no bad case sets.
/// </summary>
public sealed class RouteTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_has_cases_and_every_parameter_a_bad_one()
    {
        Assert.Equal(
            RouteCases.All.Keys.Order(StringComparer.Ordinal),
            server.Routes.Where(IsInterface).Select(Unversioned).Distinct().Order(StringComparer.Ordinal));
        Assert.All(RouteCases.All, route => Assert.Equal(route.Key.Contains('{', StringComparison.Ordinal), route.Value.Missing.Length > 0));
        var document = await server.GetAsync("/openapi/v1.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var route = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                var bad = RouteCases.All[route].Bad;
                if (operation.Value.TryGetProperty("requestBody", out _)) Assert.True(bad.Any(ask => ask.Body is not null), $"{route}: no bad body");
                if (!operation.Value.TryGetProperty("parameters", out var parameters)) continue;
                var queries = parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query");
                foreach (var parameter in queries.Select(p => p.GetProperty("name").GetString()!))
                    Assert.True(bad.Any(ask => ask.Path.Contains($"?{parameter}=", StringComparison.Ordinal)), $"{route}: no bad {parameter}");
            }
        }
    }

    [Fact]
    public async Task Without_the_token_nothing_is_told()
    {
        // At an address of its own: after ten wrong tokens no more from there are compared.
        using var stranger = server.ClientAt("127.0.0.2");
        var asks = RouteCases.All.SelectMany(route => new[] { route.Value.Good }
            .Concat(route.Value.Bad.Where(ask => ask.Status != 413)).Concat(route.Value.Missing).Select(ask => (route.Key, ask)));
        foreach (var (route, ask) in asks.Append(("GET /nothing", new Ask("/nothing", 404))))
        {
            foreach (var token in new[] { null, "Bearer wrong", "Bearer ", "Basic YTpi", ApiServer.Token })
            {
                using var request = Request(route, ask);
                if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
                using var response = await stranger.SendAsync(request, Cancel);
                if (token == "Bearer wrong" && response.StatusCode == HttpStatusCode.TooManyRequests) continue;
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{RouteCases.Text(route, ask)}: {response.StatusCode}");
                Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
                if (request.Method != HttpMethod.Head) await ApiContractTests.AssertProblemAsync(response, 401, "token");
            }
        }
    }

    [Fact]
    public async Task Every_route_does_what_it_is_for_and_refuses_what_is_bad_or_not_there()
    {
        await server.FinishedAsync("done");
        server.StoreTickets();
        server.StoreFile();
        server.Trainer.EpochTime = TimeSpan.FromMilliseconds(200);
        using (var started = await server.SendAsync(HttpMethod.Post, "/searches?id=steered", ApiServer.Search))
            Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        try
        {
            foreach (var (route, cases) in RouteCases.All)
            {
                await AskAsync(route, cases.Good);
                foreach (var ask in cases.Bad.Concat(cases.Missing)) await AskAsync(route, ask);
            }
        }
        finally
        {
            server.Trainer.EpochTime = TimeSpan.Zero;
        }
    }

    private async Task AskAsync(string route, Ask ask)
    {
        using var request = Request(route, ask);
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.True((int)response.StatusCode == ask.Status, $"{RouteCases.Text(route, ask)}: {(int)response.StatusCode}, not {ask.Status}");
        if (ask.Status < 400 || request.Method == HttpMethod.Head) return;
        if (route.Contains("/checkpoints", StringComparison.Ordinal))
            Assert.Contains(ask.Reason, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        else
            await ApiContractTests.AssertProblemAsync(response, ask.Status, ask.Reason);
    }

    private static HttpRequestMessage Request(string route, Ask ask)
    {
        var request = new HttpRequestMessage(new HttpMethod(route[..route.IndexOf(' ', StringComparison.Ordinal)]), ask.Path);
        if (ask.Body is { } body) request.Content = new StringContent(body, Encoding.UTF8, ask.Type);
        ApiServer.AskFirst(request);
        return request;
    }

    /// <summary>The dashboard's have rules of their own (AccessTests).</summary>
    private static bool IsInterface(string route) =>
        route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..] is var path && path != "/" && !DashboardPaths.Owns(path);

    /// <summary>`/openapi/{documentName}.json` serves one document.</summary>
    private static string Unversioned(string route) => route.Replace("{documentName}", "v1", StringComparison.Ordinal);
}
