using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Whether the active coordinator answers, this one or another, and each of its unfinished searches; and this one's own journal works. Clients without a token
/// get fewer details, and share one question to the active coordinator per second: to answer it, that coordinator asks all searches.
/// </summary>
/// <param name="ask">The active coordinator, which searches there are.</param>
/// <param name="isWaiting">The journal of this very coordinator fails.</param>
internal sealed class Readiness(Func<Task<IWireMessage>> ask, Func<bool> isWaiting, TimeProvider? time = null)
{
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private Task<IWireMessage>? _last;
    private long _asked;

    /// <returns>Why it is not; null when it is.</returns>
    /// <param name="trusted">Is answered from a question of its own, with everything that is known.</param>
    public async Task<string?> WhyNotAsync(bool trusted)
    {
        try
        {
            return Why(await (trusted ? ask() : AskTogether()), isWaiting(), trusted);
        }
        catch (AskTimeoutException)
        {
            return "no coordinator is active";
        }
    }

    internal static string? Why(IWireMessage answer, bool isWaiting, bool trusted) => answer switch
    {
        JournalAway away when isWaiting => trusted ? $"the journal: {away.Reason}" : "the journal fails",
        SearchList { Unready: { } reason } when trusted || reason.EndsWith(SearchSupervisor.NotRead, StringComparison.Ordinal) => reason,
        SearchList { Unready: not null } => "a search does not answer",
        _ => null,
    };

    private Task<IWireMessage> AskTogether()
    {
        lock (_lock)
        {
            if (_last is not null && _time.GetElapsedTime(_asked) < Shared) return _last;
            _asked = _time.GetTimestamp();
            return _last = ask();
        }
    }
}
