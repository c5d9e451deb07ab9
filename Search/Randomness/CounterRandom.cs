namespace ActorSearch.Search.Randomness;

/// <summary>What a stream is for. The numbers enter every result: never change one.</summary>
public enum RandomPurpose
{
    InitialWeights = 1,
    BatchOrder = 2,
    Augmentation = 3,
    Dropout = 4,
    Reinit = 5,
    RandomPruning = 6,
    Bootstrap = 7,
    Split = 8,
    SyntheticData = 9,
    Sampling = 10,
    Importance = 11,
}

/// <summary>
/// A counter-based random stream, Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): the numbers
/// are a function of the key (seed) and the counter (replicate, epoch, purpose, index, position) alone, so any epoch of any run
/// can be continued anywhere and siblings see the same draws.
/// </summary>
public struct CounterRandom
{
    private readonly uint _key0, _key1, _index, _epoch, _purpose;
    private uint _block;
    private (uint, uint, uint, uint) _words;
    private int _left;

    /// <param name="seed">The search's seed (or the data's split seed).</param>
    /// <param name="replicate">Replicate, 0 to 2^24 - 1.</param>
    /// <param name="epoch">Epoch, level or round, as the purpose says.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">Which of several streams of one epoch: a batch, a layer, a sample.</param>
    public CounterRandom(long seed, int replicate, int epoch, RandomPurpose purpose, int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)replicate, 0xFF_FFFFu);
        (_key0, _key1) = ((uint)seed, (uint)((ulong)seed >> 32));
        (_index, _epoch, _purpose) = ((uint)index, (uint)epoch, (uint)purpose | (uint)replicate << 8);
    }

    /// <summary>Uniform in all 32 bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            _words = Philox(_block++, _index, _epoch, _purpose, _key0, _key1);
            _left = 4;
        }
        return _left-- switch { 4 => _words.Item1, 3 => _words.Item2, 2 => _words.Item3, _ => _words.Item4 };
    }

    /// <summary>Uniform in [0, 1) with 24 bits, exactly representable as a float.</summary>
    public float NextFloat() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (((ulong)NextUInt32() << 21) ^ (NextUInt32() >> 11)) * (1.0 / (1L << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1, without bias (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            var floor = (uint)(-bound) % (uint)bound;
            while ((uint)product < floor) product = (ulong)NextUInt32() * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Fisher and Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The bare block function, for known-answer tests.</summary>
    public static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)c0 * 0xD2511F53;
            var p1 = (ulong)c2 * 0xCD9E8D57;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}
