using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Coordinator.Web.Dashboard.Access;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>A coordinator that is not active answers as the active one does, whose documents it reads over HTTP. Two real ones in one cluster.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private readonly ApiServer _active = new();
    private readonly List<StandbyServer> _standbys = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _active.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var standby in _standbys) await standby.DisposeAsync();
        await _active.DisposeAsync();
    }

    private async Task<StandbyServer> StandbyAsync(string? token = ApiServer.Token)
    {
        var standby = new StandbyServer(_active, token);
        _standbys.Add(standby);
        await standby.InitializeAsync();
        return standby;
    }

    [Fact]
    public async Task Every_document_is_the_active_ones_to_the_byte_and_so_is_every_refusal()
    {
        var standby = await StandbyAsync();
        await _active.FinishedAsync("done");
        var page = await _active.Http.GetByteArrayAsync(new Uri("/searches/done/candidates?limit=500", UriKind.Relative), Cancel);
        var candidates = DocumentJson.Read<CandidatePage>(page).Candidates;
        var child = candidates.First(candidate => candidate.Level == 1);
        string[] paths =
        [
            "/searches", "/trainers", "/searches/done", "/searches/done/front.json", "/searches/done/slots", "/searches/done/points", "/searches/done/history",
            "/searches/done/tree", "/searches/done/candidates", "/searches/done/candidates/root", $"/searches/done/candidates/{child.Candidate[..9]}",
            "/searches/done/candidates?state=done,dead&level=2&rate=0.3&class_cost=5&order=-auc&offset=1&limit=3",
            "/searches/done/candidates?rewind=1&front=true",
            $"/searches/done/candidates?parent={candidates[0].Candidate}&order=fn&front=false", "/searches/done/candidates?order=nothing",
            "/searches/none", "/searches/.none", "/searches/none/front.json", "/searches/none/candidates", "/searches/done/candidates/zzz",
            "/searches/done/candidates/a%2Fb%20%C3%BC%3F%23", "/searches/done/candidates/%2E%2E", "/searches/none/events",
        ];
        foreach (var path in paths)
        {
            using var there = await _active.SendAsync(HttpMethod.Get, path);
            using var here = await standby.SendAsync(HttpMethod.Get, path);
            Assert.Equal((path, there.StatusCode, there.Content.Headers.ContentType), (path, here.StatusCode, here.Content.Headers.ContentType));
            Assert.Equal(await there.Content.ReadAsStringAsync(Cancel), await here.Content.ReadAsStringAsync(Cancel));
        }
    }

    /// <summary>What is ordered there is done, and followed there it is seen; the page is drawn there as well.</summary>
    [Fact]
    public async Task A_search_is_submitted_followed_and_shown_at_the_one_that_is_not_active()
    {
        var standby = await StandbyAsync();
        _active.Trainer.EpochTime = TimeSpan.FromMilliseconds(50);
        using (var submitted = await standby.SendAsync(HttpMethod.Post, "/searches?id=followed", ApiServer.Search))
            Assert.Equal(HttpStatusCode.Created, submitted.StatusCode);
        var kinds = new HashSet<string>();
        await foreach (var item in EventsAsync(standby, "followed"))
        {
            kinds.Add(item.EventType);
            if (item.EventType == "status" && DocumentJson.Read<StatusDocument>(Encoding.UTF8.GetBytes(item.Data)).Status == "finished") break;
        }
        Assert.Equal(["slots", "status"], kinds.Order());
        using var page = new HttpRequestMessage(HttpMethod.Get, "/ui/searches/followed");
        page.Headers.Add("Cookie", $"actorsearch={new SessionCookie(ApiServer.Token).Make(DateTimeOffset.UtcNow)}");
        using var shown = await standby.ClientAt("127.0.0.1").SendAsync(page, Cancel);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
    }

    /// <summary>A request of another coordinator ends at the first one that is not active: two that take each other for it ask each other once.</summary>
    [Fact]
    public async Task What_another_coordinator_asks_goes_no_further()
    {
        var standby = await StandbyAsync();
        await _active.FinishedAsync("done");
        _active.HttpForOthers = standby.Address;
        using var circle = await standby.SendAsync(HttpMethod.Get, "/searches/done");
        await ApiContractTests.AssertProblemAsync(circle, 503, "no coordinator is active at the moment");
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/searches/done") { Headers = { { ActiveDocuments.Forwarded, "1" } } };
        using var refused = await standby.Http.SendAsync(forwarded, Cancel);
        await ApiContractTests.AssertProblemAsync(refused, 503, "no coordinator is active at the moment");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
    }

    /// <summary>Each in words of its own: for all of them an operator has to do something else.</summary>
    [Fact]
    public async Task Why_the_active_one_cannot_be_read_is_told()
    {
        var (standby, stranger) = (await StandbyAsync(), await StandbyAsync("another token, of thirty-two letters"));
        await _active.FinishedAsync("done");
        await AssertWhyAsync(stranger,
            "the active coordinator refuses this one: 401 the bearer token is missing or wrong (all coordinators need the same token)");
        _active.HttpForOthers = null;
        await AssertWhyAsync(standby, "the HTTP of the active coordinator serves its own machine only (its setting http-host); ask there");
        _active.HttpForOthers = new Uri("http://127.0.0.1:1");
        await AssertWhyAsync(standby, "the active coordinator at http://127.0.0.1:1/ does not answer: Connection refused");
        foreach (var (answer, why) in new[]
        {
            ("Content-Length: 100\r\n\r\n{\"half", "The response ended prematurely"),
            ("Content-Type: text/html\r\nContent-Length: 3\r\n\r\nyes", "what came is text/html and no document"),
        })
        {
            using var broken = new TcpListener(IPAddress.Loopback, 0);
            broken.Start();
            var served = Task.Run(async () =>
            {
                using var client = await broken.AcceptTcpClientAsync(Cancel);
                await using var stream = client.GetStream();
                Assert.NotEqual(0, await stream.ReadAsync(new byte[1000], Cancel));
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + answer), Cancel);
            }, Cancel);
            _active.HttpForOthers = new Uri($"http://{broken.LocalEndpoint}");
            await AssertWhyAsync(standby, $"the active coordinator at http://{broken.LocalEndpoint}/ does not answer: {why}");
            await served;
        }
        // The page waits with the same words, and goes on.
        await foreach (var item in EventsAsync(stranger, "done"))
        {
            Assert.Equal("waiting", item.EventType);
            break;
        }
        _active.HttpForOthers = _active.Address;
        using var answered = await standby.SendAsync(HttpMethod.Get, "/searches/done");
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);

        static async Task AssertWhyAsync(ApiServer server, string why)
        {
            using var response = await server.SendAsync(HttpMethod.Get, "/searches/done");
            await ApiContractTests.AssertProblemAsync(response, 503, why);
        }
    }

    /// <summary>A server in the active coordinator's place gets no token in plain text and cannot fill the memory.</summary>
    [Fact]
    public async Task No_token_goes_over_plain_http_where_coordinators_serve_https_and_no_answer_is_endless()
    {
        using var documents = new ActiveDocuments(ApiServer.Token, null, https: true);
        var ask = new GetDocument(new SearchId("done"), DocumentKind.Status);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => documents.ReadAsync("http://127.0.0.1:1", ask, Cancel));
        Assert.Equal("the active coordinator at http://127.0.0.1:1 does not serve HTTPS, as this one does (setting insecure); ask there", refused.Message);
        var wrong = await Assert.ThrowsAsync<RefusedException>(() => documents.ReadAsync("no address", ask, Cancel));
        Assert.StartsWith("the active coordinator at no address does not answer: ", wrong.Message, StringComparison.Ordinal);

        using var content = new ByteArrayContent(new byte[101]);
        Assert.Equal(101, (await WatchedStream.ReadAllAsync(content, Patience.Limit, 101, Cancel)).Length);
        using var longer = new ByteArrayContent(new byte[101]);
        var endless = await Assert.ThrowsAsync<HttpIOException>(() => WatchedStream.ReadAllAsync(longer, Patience.Limit, 100, Cancel));
        Assert.StartsWith("it is longer than 100 bytes", endless.Message, StringComparison.Ordinal);
    }

    /// <summary>A stream outlives the active coordinator, and says so.</summary>
    [Fact]
    public async Task Without_an_active_coordinator_followers_wait()
    {
        var standby = await StandbyAsync();
        await _active.FinishedAsync("done");
        await foreach (var item in EventsAsync(standby, "done"))
        {
            if (item.EventType == "status") await _active.EndActorsAsync();
            if (item.EventType != "waiting") continue;
            Assert.Equal("""{"reason":"no coordinator is active at the moment"}""", item.Data);
            break;
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(ApiServer server, string search)
    {
        var address = new Uri($"/searches/{search}/events", UriKind.Relative);
        using var response = await server.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancel);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancel)) yield return item;
    }
}
