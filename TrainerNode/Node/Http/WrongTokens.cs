using System.Net;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>
/// Limits the wrong tokens of each address to a burst of <see cref="Most"/>, and one more per <see cref="Regain"/>. Valid tokens do not count. An IPv6 network
/// (/64) counts as one address. At most <see cref="MostAddresses"/> are remembered; all further ones share the limit of a single address. Thread-safe.
/// </summary>
public sealed class WrongTokens(TimeProvider? time = null)
{
    /// <summary>Wrong tokens that an address may send in a burst.</summary>
    public const int Most = 10;

    /// <summary>Number of addresses remembered at the same time.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>Time after which an address may send one more wrong token, up to <see cref="Most"/>.</summary>
    public static readonly TimeSpan Regain = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _began = (time ?? TimeProvider.System).GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>The time at which each address may send <see cref="Most"/> wrong tokens again.</summary>
    private readonly Dictionary<IPAddress, TimeSpan> _whole = [];

    /// <summary>Number of addresses remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock) return _whole.Count;
        }
    }

    /// <summary>Records whether a token from an address was wrong.</summary>
    /// <returns>How long the caller must keep the result from that address, even if the token is valid, because either result would answer a guess. Null: the
    /// address may have the result.</returns>
    public TimeSpan? Note(IPAddress? from, bool isWrong)
    {
        lock (_lock)
        {
            var (key, now) = (Key(from), _time.GetElapsedTime(_began));
            if (!_whole.ContainsKey(key) && _whole.Count >= MostAddresses)
            {
                foreach (var (address, at) in _whole)
                    if (at <= now) _whole.Remove(address);
                if (_whole.Count >= MostAddresses) key = IPAddress.None;
            }
            var whole = _whole.TryGetValue(key, out var known) && known > now ? known : now;
            if (whole - now > (Most - 1) * Regain) return whole - now - ((Most - 1) * Regain);
            if (isWrong) _whole[key] = whole + Regain;
            return null;
        }
    }

    private static IPAddress Key(IPAddress? from)
    {
        if (from is null) return IPAddress.None;
        if (from.IsIPv4MappedToIPv6) return from.MapToIPv4();
        if (from.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(from)) return from;
        var bytes = from.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
