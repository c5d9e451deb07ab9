using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Web.Dashboard;
using ActorSearch.Coordinator.Web.Dashboard.Access;
using ActorSearch.TrainerNode.Node.Http;
using CsCheck;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>What pages of other sites can do with a coordinator through somebody's browser: nothing, at every route that is mapped.</summary>
public sealed partial class RouteAccessTests(OpenServer open, ApiServer guarded) : IClassFixture<OpenServer>, IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Own => open.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task Another_name_is_refused_at_every_route()
    {
        foreach (var (method, path) in Asks(open).Append(("GET", "/")).Append(("GET", "/nothing")).Append(("GET", "/_framework/blazor.web.js")))
        {
            foreach (var host in new[] { "evil.example", $"evil.example:{open.Address.Port}", "localhost.evil.example", "10.1.2.3", "[2001:db8::1]:80" })
            {
                using var refused = await SendAsync(open, method, path, ("Host", host));
                await AssertRefusedAsync(refused, method, HttpStatusCode.MisdirectedRequest, "http-names", $"{method} {path} {host}");
            }
            foreach (var host in new[] { "localhost", $"LOCALHOST:{open.Address.Port}", "127.9.8.7:1", "[::1]:4080", ApiServer.Name, $"{ApiServer.Name}:443" })
            {
                using var taken = await SendAsync(open, method, path, ("Host", host));
                Assert.True(taken.StatusCode != HttpStatusCode.MisdirectedRequest, $"{method} {path} {host}");
            }
        }
    }

    [Fact]
    public async Task Health_and_whoever_bears_the_token_may_use_any_name_and_origin()
    {
        (string, string)[] foreign = [("Host", "10.1.2.3:4080"), ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site")];
        foreach (var path in new[] { Health.LivePath, Health.ReadyPath })
        {
            using var healthy = await SendAsync(guarded, "GET", path, foreign);
            Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        }
        foreach (var (method, path) in Asks(guarded))
        {
            using var taken = await SendAsync(guarded, method, path, [.. foreign, ("Authorization", $"Bearer {ApiServer.Token}")]);
            Assert.True(taken.StatusCode is not (HttpStatusCode.MisdirectedRequest or HttpStatusCode.Forbidden), $"{method} {path}: {taken.StatusCode}");
        }
        // Where none is wanted, any token is none.
        using var useless = await SendAsync(open, "GET", "/searches", [.. foreign, ("Authorization", "Bearer x")]);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, useless.StatusCode);
    }

    [Fact]
    public async Task The_token_of_readers_reads_what_the_interface_has_and_changes_nothing()
    {
        foreach (var (method, path) in Asks(guarded).Where(ask => !DashboardPaths.Owns(ask.Path)))
        {
            using var answer = await SendAsync(guarded, method, path, ("Authorization", $"Bearer {ApiServer.ReadToken}"));
            if (method is not ("GET" or "HEAD")) await AssertRefusedAsync(answer, method, HttpStatusCode.Forbidden, "for reading only", $"{method} {path}");
            // Files of the store are for nodes.
            else if (path.StartsWith("/checkpoints", StringComparison.Ordinal)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            else Assert.True(answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), $"{method} {path}: {answer.StatusCode}");
        }
        using var page = await SendAsync(guarded, "GET", "/ui/trainers", ("Authorization", $"Bearer {ApiServer.ReadToken}"));
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    [Fact]
    public async Task Another_origin_is_refused_at_every_route_and_this_one_is_not()
    {
        (string Name, string Value)[][] foreign =
        [
            [("Origin", "http://evil.example")], [("Origin", "null")], [("Origin", "")], [("Origin", $"https://{open.Address.Authority}")],
            [("Origin", "http://127.0.0.1:1")], [("Origin", $"http://localhost:{open.Address.Port}")], [("Origin", Own + "/")],
            [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Sec-Fetch-Site", "x")],
            [("Origin", Own), ("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")],
        ];
        (string, string)[][] own =
            [[], [("Origin", Own)], [("Origin", Own), ("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")]];
        foreach (var (method, path) in Asks(open).Where(ask => ask != ("GET", DashboardPaths.Alive)))
        {
            foreach (var headers in foreign)
            {
                using var refused = await SendAsync(open, method, path, headers);
                await AssertRefusedAsync(refused, method, HttpStatusCode.Forbidden, "other sites", $"{method} {path} {string.Join(", ", headers)}");
            }
            foreach (var headers in own)
            {
                using var taken = await SendAsync(open, method, path, headers);
                Assert.True(taken.StatusCode != HttpStatusCode.Forbidden, $"{method} {path} {string.Join(", ", headers)}");
            }
        }
    }

    [Fact]
    public async Task A_link_of_another_site_leads_to_pages_and_to_nothing_else()
    {
        (string, string)[] link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Accept", "text/html")];
        foreach (var (method, path) in Asks(open).Append(("GET", "/")))
        {
            using var answer = await SendAsync(open, method, path, link);
            var isPage = method == "GET" && (path == "/" || path == "/ui" || path.StartsWith("/ui/", StringComparison.Ordinal));
            Assert.True(isPage == (answer.StatusCode != HttpStatusCode.Forbidden), $"{method} {path}: {answer.StatusCode}");
        }
    }

    /// <summary>A cookie travels by itself, whichever site asks.</summary>
    [Fact]
    public async Task The_cookie_of_the_dashboard_excuses_no_other_origin()
    {
        var cookie = $"actorsearch={new SessionCookie(ApiServer.Token).Make(DateTimeOffset.UtcNow)}";
        using var page = await SendAsync(guarded, "GET", "/ui/trainers", ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var (method, path) in Asks(guarded).Where(ask => ask != ("GET", DashboardPaths.Alive)))
        {
            using var refused = await SendAsync(guarded, method, path, ("Cookie", cookie), ("Origin", "http://evil.example"));
            await AssertRefusedAsync(refused, method, HttpStatusCode.Forbidden, "other sites", $"{method} {path}");
        }
    }

    [Fact]
    public async Task The_connection_of_a_page_is_not_opened_to_another_origin()
    {
        var address = new UriBuilder(open.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;
        foreach (var (origin, status) in new[] { ("http://evil.example", HttpStatusCode.Forbidden), (Own, HttpStatusCode.SwitchingProtocols) })
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("Origin", origin);
            var failure = await Record.ExceptionAsync(() => socket.ConnectAsync(address, Cancel));
            Assert.Equal((status, status == HttpStatusCode.SwitchingProtocols), (socket.HttpStatusCode, failure is null));
        }
    }

    [Fact]
    public async Task Every_answer_says_what_a_browser_may_do_with_it()
    {
        var promised = new[] { ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin") };
        var others = new[] { ("GET", "/"), ("GET", "/nothing"), ("GET", Health.LivePath), ("GET", "/_framework/blazor.web.js"), ("BREW", "/searches") };
        foreach (var (server, ask) in new ApiServer[] { open, guarded }.SelectMany(server => Asks(server).Concat(others).Select(ask => (server, ask))))
        {
            foreach (var headers in new (string, string)[][] { [], [("Host", "evil.example")], [("Origin", "null")] })
            {
                using var answer = await SendAsync(server, ask.Item1, ask.Item2, headers);
                foreach (var (name, value) in promised)
                {
                    if (ask == ("GET", DashboardPaths.Alive) && name == "Cross-Origin-Resource-Policy") continue;
                    Assert.True(answer.Headers.TryGetValues(name, out var values) && values.Single() == value, $"{ask} {(int)answer.StatusCode}: {name}");
                }
            }
        }
        using var alive = await SendAsync(open, "GET", DashboardPaths.Alive, ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal((HttpStatusCode.NoContent, "cross-origin"), (alive.StatusCode, alive.Headers.GetValues("Cross-Origin-Resource-Policy").Single()));
    }

    /// <summary>CsCheck_Seed=SEED in the environment does a failure again.</summary>
    [Fact]
    public async Task Random_names_and_origins_are_refused()
    {
        var name = Gen.String[Gen.Char["abcxyz019.-_:[]@%/\\ "], 1, 30].Select(text => text.Trim());
        var value = Gen.OneOf(name, name.Select(text => "localhost" + text), name.Select(text => text + ".localhost"), name.Select(text => $"{text}@127.0.0.1"),
            name.Select(text => "127.0.0.1" + text));
        await value.SampleAsync(async text =>
        {
            using var named = await SendAsync(open, "GET", "/searches", ("Host", text));
            // What is no name at all the server refuses itself.
            var host = Port().Replace(text, "");
            var isOwn = host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
            Assert.True((int)named.StatusCode is 400 or 421 || (named.StatusCode == HttpStatusCode.OK && isOwn), $"Host {text}: {named.StatusCode}");
            using var asked = await SendAsync(open, "POST", "/searches/x/cancel", ("Origin", $"http://{text}"));
            Assert.True((int)asked.StatusCode is 400 or 403, $"Origin {text}: {asked.StatusCode}");
        }, iter: 500, threads: 1);
    }

    /// <summary>Every mapped route, with something in place of its parameters.</summary>
    private static IEnumerable<(string Method, string Path)> Asks(ApiServer server) =>
        server.Routes.Distinct().Select(route => route.Split(' ', 2)).Select(route => (route[0], Parameter().Replace(route[1], "x")));

    private static async Task<HttpResponseMessage> SendAsync(ApiServer server, string method, string path, params (string Name, string Value)[] headers)
    {
        // Without the token, which excuses much.
        using var client = server.ClientAt("127.0.0.1");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, Cancel);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string method, HttpStatusCode status, string reason, string what)
    {
        Assert.True(response.StatusCode == status, $"{what}: {response.StatusCode}");
        if (method != "HEAD") await ApiContractTests.AssertProblemAsync(response, (int)status, reason);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(":[0-9]*$")]
    private static partial Regex Port();
}
