using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Web.Api;

namespace ActorSearch.Coordinator.Web.Dashboard.Reading;

/// <summary>One page's view of a search, fed from what this coordinator asks for all who follow it.</summary>
internal sealed class LiveSearch(SearchFeeds feeds, string id)
{
    private static readonly TimeSpan LookAgainEvery = TimeSpan.FromSeconds(15);

    public StatusDocument? Status { get; private set; }
    public SlotsDocument? Slots { get; private set; }

    /// <summary>Why the state is not known at the moment; the rest is as it was.</summary>
    public string? Waiting { get; private set; }

    public bool IsGone { get; private set; }

    /// <summary>Until it is cancelled, or the search is gone.</summary>
    /// <param name="changed">Something is different.</param>
    public async Task FollowAsync(Func<Task> changed, CancellationToken cancel)
    {
        if (!SearchId.IsValid(id))
        {
            IsGone = true;
            await changed();
            return;
        }
        using var feed = feeds.Follow(new SearchId(id));
        while (!IsGone)
        {
            var now = feed.Newest;
            (Status, Slots, Waiting, IsGone) = (now.Status?.Document ?? Status, now.Slots?.Document ?? Slots, now.Waiting, now.Gone);
            await changed();
            if (!IsGone) await feed.ChangedAsync(now, LookAgainEvery, cancel);
        }
    }
}
