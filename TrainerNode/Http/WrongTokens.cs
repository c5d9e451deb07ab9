using System.Net;

namespace ActorSearch.TrainerNode.Http;

/// <summary>
/// Counts wrong tokens by address: after <see cref="Most"/> within a minute from one address, no further token from there is compared until that minute
/// ends. A network of IPv6 (/64) counts as one address, and at most <see cref="MostAddresses"/> are remembered, the oldest of which is forgotten first.
/// </summary>
public sealed class WrongTokens(TimeProvider? time = null)
{
    /// <summary>Wrong tokens of one address within <see cref="Window"/>.</summary>
    public const int Most = 10;

    /// <summary>Addresses that are remembered at once.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>Begins with the first wrong token of an address.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (long Began, int Count)> _counts = [];

    /// <summary>In the order in which their windows began, which is that in which they end.</summary>
    private readonly Queue<IPAddress> _order = [];

    /// <summary>Addresses that are remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock) return _counts.Count;
        }
    }

    /// <returns>How long no token from there is compared, not even a right one (the answer would still reveal it); null: the next one is.</returns>
    public TimeSpan? Wait(IPAddress? from)
    {
        lock (_lock)
        {
            ForgetEnded();
            return _counts.TryGetValue(Key(from), out var known) && known.Count >= Most ? Window - _time.GetElapsedTime(known.Began) : null;
        }
    }

    /// <summary>Counts one that was compared and is wrong.</summary>
    /// <returns>As <see cref="Wait"/>, for one that was compared while others from there were counted: its sender is not told that it is wrong.</returns>
    public TimeSpan? Note(IPAddress? from)
    {
        lock (_lock)
        {
            ForgetEnded();
            var key = Key(from);
            if (!_counts.TryGetValue(key, out var known))
            {
                if (_counts.Count == MostAddresses) _counts.Remove(_order.Dequeue());
                known = (_time.GetTimestamp(), 0);
                _order.Enqueue(key);
            }
            _counts[key] = (known.Began, Math.Min(known.Count, Most) + 1);
            return known.Count >= Most ? Window - _time.GetElapsedTime(known.Began) : null;
        }
    }

    private void ForgetEnded()
    {
        while (_order.TryPeek(out var oldest) && _time.GetElapsedTime(_counts[oldest].Began) >= Window) _counts.Remove(_order.Dequeue());
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
