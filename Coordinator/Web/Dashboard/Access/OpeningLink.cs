using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>A link that logs one browser in, once: what a history or a log shows of it afterwards opens nothing.</summary>
internal sealed class OpeningLink
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private readonly long _made = Stopwatch.GetTimestamp();
    private string? _secret = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Below the address, with the secret.</summary>
    public string Path => $"{DashboardPaths.Open[1..]}?once={_secret}";

    /// <summary>True for the first browser that sends the secret in time.</summary>
    public bool Takes(string? secret)
    {
        if (secret is null || _secret is not { } wanted || Stopwatch.GetElapsedTime(_made) > Lasts) return false;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(wanted))) return false;
        return Interlocked.CompareExchange(ref _secret, null, wanted) == wanted;
    }
}
