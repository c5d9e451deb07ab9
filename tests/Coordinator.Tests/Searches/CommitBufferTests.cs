using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;

namespace ActorSearch.Coordinator.Tests.Searches;

public sealed class CommitBufferTests
{
    [Fact]
    public void Events_go_out_in_the_order_decided_in_writes_of_at_most_500_and_each_write_knows_its_state()
    {
        var buffer = new CommitBuffer(SearchState.Empty, null);
        var replies = new List<int>();
        buffer.Add(SampleSearches.Submission(), _ => replies.Add(0));
        for (var i = 1; i <= 700; i++)
        {
            var number = i;
            buffer.Add(i % 2 == 1 ? new PauseSearch($"{i}", DateTimeOffset.UnixEpoch) : new ResumeSearch(DateTimeOffset.UnixEpoch), _ => replies.Add(number));
        }

        var state = SearchState.Empty;
        var sizes = new List<int>();
        while (!buffer.IsEmpty)
        {
            var batch = buffer.Take();
            state = batch.Events.Aggregate(state, SearchEffects.Apply);
            Assert.Equal(States.Text(state), States.Text(batch.After));
            sizes.Add(batch.Events.Length);
            foreach (var reply in batch.Replies) reply();
        }

        Assert.Equal([500, 202], sizes);
        Assert.Equal(Enumerable.Range(0, 701), replies);
        Assert.Equal(SearchStatus.Running, state.Status);
    }

    [Fact]
    public void A_command_without_events_is_answered_after_the_write_it_was_decided_upon()
    {
        var buffer = new CommitBuffer(SearchState.Empty, null);
        buffer.Add(SampleSearches.Submission(), _ => { });
        SearchReply? again = null;
        buffer.Add(SampleSearches.Submission(), reply => again = reply);

        var batch = buffer.Take();
        Assert.Equal(2, batch.Events.Length);
        Assert.Null(again);
        foreach (var reply in batch.Replies) reply();
        Assert.IsType<Accepted>(again);
        Assert.True(buffer.IsEmpty);
    }
}
