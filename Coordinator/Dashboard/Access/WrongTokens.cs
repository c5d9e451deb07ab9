using System.Net;
using System.Threading.RateLimiting;

namespace ActorSearch.Coordinator.Dashboard.Access;

/// <summary>Whoever guesses has to wait: ten wrong tokens in a minute from one address, and a moment after each.</summary>
internal sealed class WrongTokens : IDisposable
{
    public const int Most = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly PartitionedRateLimiter<IPAddress> _guesses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(
        address, _ => new FixedWindowRateLimiterOptions { PermitLimit = Most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>Too many came from there lately, and no other is looked at, not even a right one: else the answer would still tell.</summary>
    public bool AreTooMany(IPAddress? from)
    {
        using var none = _guesses.AttemptAcquire(from ?? IPAddress.None, permitCount: 0);
        return !none.IsAcquired;
    }

    public async Task NoteAsync(IPAddress? from, CancellationToken cancel)
    {
        using (_guesses.AttemptAcquire(from ?? IPAddress.None)) await Task.Delay(Pause, cancel);
    }

    public void Dispose() => _guesses.Dispose();
}
