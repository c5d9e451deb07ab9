using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>What `/health/ready` makes of the active coordinator's answer, how much of it whom it tells, and how often it asks.</summary>
public sealed class ReadinessTests
{
    private static readonly JournalAway Away = new("a full disk", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_coordinator_is_unready_for_the_reason_that_the_active_one_gives_and_for_its_own_journal(bool trusted)
    {
        Assert.Equal("1 of 2 searches are not read yet", Readiness.Why(Unready("1 of 2 searches are not read yet"), false, trusted));
        Assert.Null(Readiness.Why(new SearchList([], false), false, trusted));
        // Another one's journal.
        Assert.Null(Readiness.Why(Away, false, trusted));
    }

    [Fact]
    public void Without_the_token_it_tells_no_search_and_no_words_of_the_journal()
    {
        const string named = "search cracks does not answer: no such column: x; 2 more do not";
        Assert.Equal((named, "a search does not answer"), (Readiness.Why(Unready(named), false, true), Readiness.Why(Unready(named), false, false)));
        Assert.Equal(("the journal: a full disk", "the journal fails"), (Readiness.Why(Away, true, true), Readiness.Why(Away, true, false)));
    }

    [Fact]
    public async Task All_who_have_no_token_share_one_question_a_second()
    {
        var (time, questions) = (new Clock(), new List<TaskCompletionSource<IWireMessage>>());
        var readiness = new Readiness(
            () =>
            {
                questions.Add(new());
                return questions[^1].Task;
            },
            () => false, time);
        var answers = Enumerable.Range(0, 100).Select(_ => readiness.WhyNotAsync(false)).ToList();
        Assert.Single(questions);
        questions[0].SetResult(Unready("1 of 2 searches are not read yet"));
        Assert.All(await Task.WhenAll(answers), answer => Assert.NotNull(answer));
        time.Now += TimeSpan.FromMilliseconds(999);
        Assert.NotNull(await readiness.WhyNotAsync(false));
        var trusted = readiness.WhyNotAsync(true);
        questions[1].SetResult(new SearchList([], false));
        Assert.Null(await trusted);
        time.Now += TimeSpan.FromMilliseconds(1);
        var anew = readiness.WhyNotAsync(false);
        questions[2].SetResult(new SearchList([], false));
        Assert.Null(await anew);
        Assert.Equal(3, questions.Count);
    }

    [Fact]
    public async Task Only_a_right_token_is_trusted()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseHealth(new TokenGuard("right", "reader"), trusted => Task.FromResult<string?>(trusted ? "all" : "little"));
        await app.StartAsync(Cancel);
        foreach (var (token, expected) in new[] { (null, "little"), ("wrong", "little"), ("right", "all"), ("reader", "all") })
        {
            using var http = new HttpClient();
            if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var answer = await http.GetAsync(new Uri(app.Urls.Single() + Health.ReadyPath), Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("reason").GetString());
        }
    }

    private static SearchList Unready(string reason) => new([], false, reason);
}
