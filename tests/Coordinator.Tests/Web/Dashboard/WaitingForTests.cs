using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Dashboard.Views;

namespace ActorSearch.Coordinator.Tests.Web.Dashboard;

/// <summary>A page says what its search waits for, and nothing when it waits for nothing.</summary>
public sealed class WaitingForTests
{
    private static readonly DateTimeOffset Soon = new(2026, 11, 24, 12, 0, 9, TimeSpan.Zero);

    private static readonly StatusDocument Fresh = StatusDocument.Of(
        SearchDecider.Decide(SearchState.Empty, SampleSearches.Submission()).Events.Aggregate(SearchState.Empty, SearchEffects.Apply),
        DateTimeOffset.UnixEpoch);

    [Fact]
    public void Work_without_a_trainer_and_work_without_a_free_slot_are_told_apart()
    {
        Assert.Contains("no trainer", Assert.Single(WaitingFor.Of(Fresh, 0)).Text, StringComparison.Ordinal);
        Assert.Contains("waiting for a free slot", Assert.Single(WaitingFor.Of(Fresh, 4)).Text, StringComparison.Ordinal);
        Assert.Empty(WaitingFor.Of(Fresh with { Leases = 2 }, 4));
        Assert.Empty(WaitingFor.Of(Fresh with { Status = "finished" }, null));
    }

    [Fact]
    public void Failures_come_with_their_reason_and_the_time_of_the_next_attempt()
    {
        var failing = Enumerable.Range(0, 7).Select(i => new FailingDocument($"work#{i}", 1, "the disk is full", Soon)).ToList();
        var status = Fresh with
        {
            Status = "blocked",
            Leases = 1,
            Waiting = new WaitingDocument("the database is away", Soon, Soon),
            Blocked = [new("work:test", 6, "no such file", Soon)],
            BlockedCount = 1,
            Failing = failing,
            FailingCount = 9,
        };
        var lines = WaitingFor.Of(status, null);
        Assert.Equal(["bad", "bad", "warn", "warn", "warn", "warn", "warn", "warn"], lines.Select(line => line.Severity));
        Assert.Contains("the database is away", lines[0].Text, StringComparison.Ordinal);
        Assert.Equal("work:test failed 6 times: no such file", lines[1].Text);
        Assert.All(lines.Take(7), line => Assert.Equal(Soon, line.RetryAt));
        Assert.Equal("and 4 other attempts that failed", lines[^1].Text);
    }

    [Fact]
    public void A_paused_search_says_why() =>
        Assert.Equal("Paused: asked for.", Assert.Single(WaitingFor.Of(Fresh with { Status = "paused", PauseReason = "asked for" }, 0)).Text);
}
