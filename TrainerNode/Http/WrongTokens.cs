using System.Net;

namespace ActorSearch.TrainerNode.Http;

/// <summary>
/// What an address may guess: <see cref="Most"/> wrong tokens at once, and one more for every <see cref="Regain"/> that passes. Right tokens cost nothing. A
/// network of IPv6 (/64) counts as one address; at most <see cref="MostAddresses"/> are remembered, and those beyond share what one address has.
/// </summary>
public sealed class WrongTokens(TimeProvider? time = null)
{
    /// <summary>Wrong tokens of one address at once.</summary>
    public const int Most = 10;

    /// <summary>Addresses that are remembered at once.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>After each the address has one more, up to <see cref="Most"/>.</summary>
    public static readonly TimeSpan Regain = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _began = (time ?? TimeProvider.System).GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>When each address has all of <see cref="Most"/> again.</summary>
    private readonly Dictionary<IPAddress, TimeSpan> _whole = [];

    /// <summary>Addresses that are remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock) return _whole.Count;
        }
    }

    /// <summary>Counts a token that was compared.</summary>
    /// <returns>How long that address gets no verdict, whether this token is right or wrong, for either would answer a guess. Null: it gets one.</returns>
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
