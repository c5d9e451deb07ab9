using System.Runtime.Serialization;
using System.Text;
using ActorSearch.Search.Randomness;
using Akka.Actor;

namespace ActorSearch.Messages.Tests;

/// <summary>10,000 mutated and random messages, the same on every run: each is read or refused with the one documented exception, in little memory.</summary>
public sealed class MutatedMessagesTests : IDisposable
{
    private const int Count = 10_000;

    /// <summary>Reading may take this many bytes of memory for each byte of the message, and a fixed amount beside.</summary>
    private const long MemoryPerByte = 200, MemoryBeside = 1 << 20;

    private static readonly string[] Manifest = [.. Manifests.Types.Keys.Order(StringComparer.Ordinal)];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "null", "true", "-1", "0", "1e999", "-1e999", "9999999999999999999999", "2147483648", "\"\"", "\"NaN\"", "\"Infinity\"",
            "{}", "[]", "[[[[[[[[[[", "{\"a\":", "\u0000", "\ud83d\ude00",
            "\"\\ud800\"", "\"akka.tcp://x@y:1/user/a\"", "\"akka://\"", "\"$type\":\"System.Diagnostics.Process\",", ",", ":",
            "\"0.5,1,0/\"", "\"c#99999999999\"", "\"c:test\"", "/*", "\"1970-01-01T00:00:00+99:99\"",
        }.Select(Encoding.UTF8.GetBytes),
        new byte[300], [0xFF, 0xFE], [0xC0, 0x80], .. new[] { '[', '{', '"' }.Select(c => Encoding.UTF8.GetBytes(new string(c, 500))),
    ];

    private readonly ActorSystem _system = ActorSystem.Create("mutated", "akka.loglevel = ERROR");
    private readonly ActorSearchSerializer _serializer;
    private readonly IActorRef _actor;

    public MutatedMessagesTests()
    {
        _serializer = new ActorSearchSerializer((ExtendedActorSystem)_system);
        _actor = _system.ActorOf(Props.Empty, "actor");
    }

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Each_is_read_or_refused_as_documented()
    {
        var whole = Manifest.ToDictionary(
            name => name,
            name => new[] { true, false }.Select(full => _serializer.ToBinary(Samples.Of(Manifests.Types[name], full, _actor))).ToArray());
        Read("ss", whole["ss"][0]);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var random = new CounterRandom(20_26, 0, i, RandomPurpose.Sampling);
            var manifest = Manifest[random.NextInt(Manifest.Length)];
            var bytes = random.NextInt(10) switch
            {
                0 => Noise(ref random),
                1 => whole[Manifest[random.NextInt(Manifest.Length)]][random.NextInt(2)],
                _ => Mutated(whole[manifest][random.NextInt(2)], ref random),
            };
            if (random.NextInt(200) == 0) manifest = Encoding.Latin1.GetString(Noise(ref random));

            var before = GC.GetAllocatedBytesForCurrentThread();
            if (Read(manifest, bytes)) read++;
            else refused++;
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < MemoryBeside + MemoryPerByte * bytes.Length, $"message {i}: {taken} bytes of memory for {bytes.Length} of {manifest}");
        }
        // Neither is the rule: the mutations reach behind the first character.
        Assert.True(read > Count / 20 && refused > Count / 2, $"{read} read, {refused} refused");
    }

    [Fact]
    public void What_is_longer_than_a_message_may_be_is_refused_before_it_is_read()
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"reason\":\"{new string('x', RecordCodec.MaxMessageBytes)}\"}}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SerializationException>(() => _serializer.FromBinary(bytes, "opa"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < bytes.Length);
    }

    /// <summary>What could be read can also be written, or is refused there: an actor may pass it on.</summary>
    private bool Read(string manifest, byte[] bytes)
    {
        try
        {
            var record = _serializer.FromBinary(bytes, manifest);
            Assert.IsType(Manifests.Types[manifest], record);
            _serializer.ToBinary(record);
            return true;
        }
        catch (SerializationException)
        {
            return false;
        }
    }

    private static byte[] Noise(ref CounterRandom random)
    {
        var bytes = new byte[random.NextInt(400)];
        foreach (ref var value in bytes.AsSpan()) value = (byte)random.NextUInt32();
        return bytes;
    }

    /// <summary>One to four changes: a byte, a cut, a piece left out or repeated, a token put in or in the place of a number.</summary>
    private static byte[] Mutated(byte[] whole, ref CounterRandom random)
    {
        var bytes = new List<byte>(whole);
        for (var changes = 1 + random.NextInt(4); changes > 0 && bytes.Count > 1; changes--)
        {
            var at = random.NextInt(bytes.Count);
            var length = Math.Min(1 + random.NextInt(30), bytes.Count - at);
            switch (random.NextInt(7))
            {
                case 0: bytes[at] = (byte)random.NextUInt32(); break;
                case 1: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(at, Tokens[random.NextInt(Tokens.Length)]); break;
                case 5: ReplaceNumber(bytes, at, Tokens[random.NextInt(Tokens.Length)]); break;
                default: if (random.NextInt(4) == 0) bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    private static void ReplaceNumber(List<byte> bytes, int from, byte[] token)
    {
        var begin = bytes.FindIndex(from, value => value is >= (byte)'0' and <= (byte)'9');
        if (begin < 0) return;
        var end = bytes.FindIndex(begin, value => value is not (>= (byte)'0' and <= (byte)'9'));
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end) - begin);
        bytes.InsertRange(begin, token);
    }
}
