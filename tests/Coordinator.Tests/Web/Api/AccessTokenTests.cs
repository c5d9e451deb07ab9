using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using ActorSearch.TrainerNode.Node.Http;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>Its token cannot be guessed.</summary>
public sealed class GeneratedTokenServer() : ApiServer(Generated)
{
    public const string Generated = "0123456789abcdef0123456789abcdef";
}

/// <summary>A client that guesses tokens has to wait, and no other.</summary>
public sealed class AccessTokenTests(ApiServer server, GeneratedTokenServer generated) : IClassFixture<ApiServer>, IClassFixture<GeneratedTokenServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_right_token_that_nobody_guesses_passes_whatever_else_comes_from_its_address()
    {
        using var neighbour = generated.ClientAt("127.0.0.1");
        Assert.Contains(429, await GuessAsync(neighbour, 100));
        for (var i = 0; i < 30; i++)
        {
            using var wrong = await AskAsync(neighbour, "/searches", $"guess {i}");
            using var right = await AskAsync(neighbour, "/searches", GeneratedTokenServer.Generated);
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }
    }

    [Fact]
    public async Task Ten_guesses_at_once_and_one_a_second_are_answered_by_whatever_route_and_a_right_short_one_after_a_moment()
    {
        using var guesser = server.ClientAt("127.0.0.7");
        var began = Stopwatch.GetTimestamp();
        var answers = await GuessAsync(guesser, 600);
        var most = WrongTokens.Most + (int)(Stopwatch.GetElapsedTime(began) / WrongTokens.Regain);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", answers.CountBy(status => status)));
        Assert.InRange(answers.Count(status => status == 401), WrongTokens.Most, most);
        Assert.Equal(answers.Length, answers.Count(status => status is 401 or 429));
        using var health = await AskAsync(guesser, Health.LivePath, "guess");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        using var none = await guesser.GetAsync("/searches", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        using var elsewhere = server.ClientAt("127.0.0.8");
        using var other = await AskAsync(elsewhere, "/searches", ApiServer.Token);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        while (true)
        {
            using var right = await AskAsync(guesser, "/searches", ApiServer.Token);
            if (right.StatusCode == HttpStatusCode.OK) return;
            await ApiContractTests.AssertProblemAsync(right, 429, "wrong tokens");
            var wait = right.Headers.RetryAfter!.Delta!.Value;
            Assert.Equal(WrongTokens.Regain, wait);
            await Task.Delay(wait, Cancel);
        }
    }

    [Fact]
    public void An_address_has_one_more_guess_each_second_and_right_ones_cost_nothing()
    {
        var time = new Clock();
        var wrong = new WrongTokens(time);
        var (one, two) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < WrongTokens.Most; i++) Assert.Null(wrong.Note(one, true));
        Assert.Equal(TimeSpan.FromSeconds(1), wrong.Note(one, true));
        Assert.Equal(TimeSpan.FromSeconds(1), wrong.Note(one, false));
        Assert.Equal(TimeSpan.FromSeconds(1), wrong.Note(one.MapToIPv6(), false));
        Assert.Null(wrong.Note(two, true));
        time.Now += TimeSpan.FromSeconds(0.75);
        Assert.Equal(TimeSpan.FromSeconds(0.25), wrong.Note(one, false));
        time.Now += TimeSpan.FromSeconds(0.25);
        Assert.Null(wrong.Note(one, false));
        Assert.Null(wrong.Note(one, true));
        Assert.NotNull(wrong.Note(one, true));
        time.Now += TimeSpan.FromDays(1);
        for (var i = 0; i < WrongTokens.Most; i++) Assert.Null(wrong.Note(one, true));
        Assert.NotNull(wrong.Note(one, true));
    }

    [Fact]
    public void However_many_guess_few_are_remembered_and_a_network_of_IPv6_is_one()
    {
        var time = new Clock();
        var wrong = new WrongTokens(time);
        for (var i = 0; i < WrongTokens.MostAddresses; i++) Assert.Null(wrong.Note(new IPAddress(i + 1), true));
        // Those beyond make no other forgotten, and have no more than one address has.
        Assert.Equal(WrongTokens.Most, Enumerable.Range(0, 100).Count(i => wrong.Note(new IPAddress(WrongTokens.MostAddresses + i + 1), true) is null));
        Assert.InRange(wrong.Remembered, WrongTokens.MostAddresses, WrongTokens.MostAddresses + 1);
        time.Now += WrongTokens.Most * WrongTokens.Regain;
        for (var i = 0; i < WrongTokens.Most; i++) Assert.Null(wrong.Note(IPAddress.Parse($"2001:db8::{i:x}"), true));
        Assert.NotNull(wrong.Note(IPAddress.Parse("2001:db8::ffff:1"), false));
        Assert.Null(wrong.Note(IPAddress.Parse("2001:db8:0:1::1"), false));
        Assert.Equal(1, wrong.Remembered);
    }

    /// <summary>At many routes, forty at a time.</summary>
    private static async Task<int[]> GuessAsync(HttpClient client, int count)
    {
        string[] routes = ["/searches", "/checkpoints/x", "/nothing", "/ui", "/openapi/v1.json"];
        var answers = new int[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Cancel }, async (i, cancel) =>
        {
            using var response = await AskAsync(client, routes[i % routes.Length], $"guess {i}");
            answers[i] = (int)response.StatusCode;
        });
        return answers;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        return await client.SendAsync(request, Cancel);
    }
}
