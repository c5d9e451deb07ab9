using System.Net;
using System.Net.Http.Headers;
using ActorSearch.TrainerNode.Http;

namespace ActorSearch.Coordinator.Tests.Api;

/// <summary>Whoever guesses tokens has to wait.</summary>
public sealed class AccessTokenTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_ten_wrong_tokens_no_other_from_there_is_compared_by_whatever_route()
    {
        using var guesser = server.ClientAt("127.0.0.7");
        string[] routes = ["/searches", "/checkpoints/x", "/nothing", "/ui", "/openapi/v1.json"];
        var answers = new int[600];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Cancel }, async (i, cancel) =>
        {
            using var response = await AskAsync(guesser, routes[i % routes.Length], $"guess {i}");
            answers[i] = (int)response.StatusCode;
        });
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", answers.CountBy(status => status)));
        Assert.Equal(WrongTokens.Most, answers.Count(status => status == 401));
        Assert.Equal(answers.Length - WrongTokens.Most, answers.Count(status => status == 429));

        using var right = await AskAsync(guesser, "/searches", ApiServer.Token);
        await ApiContractTests.AssertProblemAsync(right, 429, "wrong tokens");
        Assert.InRange(right.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var health = await AskAsync(guesser, Health.LivePath, "guess");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        using var none = await guesser.GetAsync("/searches", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        using var elsewhere = server.ClientAt("127.0.0.8");
        using var other = await AskAsync(elsewhere, "/searches", ApiServer.Token);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public void An_address_may_guess_again_after_a_minute()
    {
        var time = new Clock();
        var wrong = new WrongTokens(time);
        var (one, two) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < WrongTokens.Most; i++)
        {
            Assert.Null(wrong.Wait(one));
            Assert.Null(wrong.Note(one));
            time.Now += TimeSpan.FromSeconds(2);
        }
        Assert.Equal(TimeSpan.FromSeconds(40), wrong.Wait(one));
        Assert.Equal(TimeSpan.FromSeconds(40), wrong.Note(one));
        Assert.Equal(TimeSpan.FromSeconds(40), wrong.Wait(one.MapToIPv6()));
        Assert.Null(wrong.Wait(two));
        time.Now += TimeSpan.FromSeconds(40);
        Assert.Null(wrong.Wait(one));
        Assert.Equal(0, wrong.Remembered);
    }

    [Fact]
    public void However_many_guess_few_are_remembered_and_a_network_of_IPv6_is_one()
    {
        var time = new Clock();
        var wrong = new WrongTokens(time);
        for (var i = 0; i < 3 * WrongTokens.MostAddresses; i++) wrong.Note(new IPAddress(i + 1));
        Assert.Equal(WrongTokens.MostAddresses, wrong.Remembered);
        time.Now += WrongTokens.Window;
        for (var i = 0; i < WrongTokens.Most; i++) Assert.Null(wrong.Note(IPAddress.Parse($"2001:db8::{i:x}")));
        Assert.NotNull(wrong.Wait(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.Null(wrong.Wait(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Equal(1, wrong.Remembered);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        return await client.SendAsync(request, Cancel);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
