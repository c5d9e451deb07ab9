using System.Buffers.Binary;
using System.Text;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Tests.Training;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

/// <summary>10,000 mutated and random checkpoint files, the same on every run: each is read or reported as damaged, quickly and in little memory.</summary>
public sealed class MutatedFilesTests
{
    private const int Count = 10_000;

    /// <summary>Far above what a sound file of these takes (some 100 kB).</summary>
    private const long Memory = 8 << 20;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "null", "-1", "1e999", "99999999999999999999", "9223372036854775807", "[]", "{}", "\"", "\\u0000", "F16", "U8", "F32", "[[[[[[[[[[[[",
            "\"__metadata__\":{},", "4294967296", "0,0",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Each_is_read_or_reported_as_damaged()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        sessions.Spec = sessions.Spec with { Resources = sessions.Spec.Resources with { CheckpointSeconds = 0 } };
        var observer = new RecordingObserver();
        var root = Sessions.Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer));
        var order = sessions.Order(CandidatePath.Root, root);
        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        var (ticket, weights, checkpoint) = (root.Ticket, root.RootWeights[0].Ref, observer.Checkpoints[^1].Ref);
        var mask = inputs.ReadTicket(ticket, CandidatePath.Root, 0).Mask;
        var tested = (TestFinished)sessions.Run(order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [ticket] });
        var scores = tested.Result.Scores!;
        var states = order.Spec.Train.Optimizer.Slots;

        (CheckpointRef Ref, Action<byte[]> Read)[] kinds =
        [
            (ticket, bytes => TicketFile.Read(bytes, inputs.Layout, ticket, Sessions.TrainingHash, CandidatePath.Root, 0)),
            (weights, bytes => RootWeightsFile.Read(bytes, inputs.Layout, weights, Sessions.TrainingHash, 0, 0)),
            (checkpoint, bytes => CheckpointFile.Read(bytes, inputs.Layout, mask, states, checkpoint, Sessions.TrainingHash, CandidatePath.Root, 0)),
            (scores, bytes => ScoresFile.Read(bytes, scores, Sessions.TrainingHash, CandidatePath.Root)),
        ];
        var whole = kinds.Select(kind => sessions.Store.Read(kind.Ref)).ToArray();
        for (var kind = 0; kind < kinds.Length; kind++) kinds[kind].Read(whole[kind]);

        var (read, damaged) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var random = new CounterRandom(20_27, 0, i, RandomPurpose.Sampling);
            var kind = random.NextInt(kinds.Length);
            var bytes = random.NextInt(10) switch
            {
                0 => Noise(ref random),
                1 => whole[random.NextInt(whole.Length)],
                _ => Mutated(whole[kind], ref random),
            };
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                kinds[kind].Read(bytes);
                read++;
            }
            catch (CheckpointDamagedException e)
            {
                Assert.Equal(kinds[kind].Ref, e.Reference);
                damaged++;
            }
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < Memory, $"file {i}: {taken} bytes of memory for {bytes.Length}");
        }
        Assert.True(read > Count / 20 && damaged > Count / 2, $"{read} read, {damaged} damaged");
    }

    /// <summary>Whatever happens to a stored file, the store notices before anybody reads into it.</summary>
    [Fact]
    public void In_the_store_every_change_is_noticed()
    {
        var folder = Directory.CreateTempSubdirectory("actorsearch-mutated-").FullName;
        try
        {
            var random = new CounterRandom(20_28, 0, 0, RandomPurpose.Sampling);
            var whole = Noise(ref random);
            var folderStore = new FolderCheckpointStore(folder);
            ICheckpointStore store = folderStore;
            var reference = store.Write(whole, 1);
            for (var i = 0; i < 1000; i++)
            {
                var bytes = Mutated(whole, ref random);
                File.WriteAllBytes(folderStore.PathOf(reference.Sha256), bytes);
                if (bytes.AsSpan().SequenceEqual(whole)) Assert.Equal(whole, store.Read(reference));
                else Assert.Throws<CheckpointDamagedException>(() => store.Read(reference));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Noise(ref CounterRandom random)
    {
        var bytes = new byte[1 + random.NextInt(3000)];
        foreach (ref var value in bytes.AsSpan()) value = (byte)random.NextUInt32();
        // Half of them begin like a file.
        if (random.NextInt(2) == 0 && bytes.Length > 20)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, random.NextInt(bytes.Length));
            bytes[8] = (byte)'{';
        }
        return bytes;
    }

    /// <summary>
    /// One to four changes, most of them in the header: bytes, cuts, pieces left out or repeated, tokens put in (the length kept right), other lengths.
    /// </summary>
    private static byte[] Mutated(byte[] whole, ref CounterRandom random)
    {
        var bytes = new List<byte>(whole);
        for (var changes = 1 + random.NextInt(4); changes > 0 && bytes.Count > 16; changes--)
        {
            var header = (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian([.. bytes.Take(8)]), 1, bytes.Count - 8);
            var at = random.NextInt(4) == 0 ? random.NextInt(bytes.Count) : 8 + random.NextInt(header);
            var length = Math.Min(1 + random.NextInt(30), bytes.Count - at);
            var before = bytes.Count;
            switch (random.NextInt(8))
            {
                case 0: bytes[at] = (byte)random.NextUInt32(); break;
                case 1: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4:
                case 5: bytes.InsertRange(at, Tokens[random.NextInt(Tokens.Length)]); break;
                case 6: bytes[random.NextInt(8)] = (byte)random.NextUInt32(); break;
                default: if (random.NextInt(4) == 0) bytes.RemoveRange(at, bytes.Count - at); break;
            }
            // Changes within the header are to be found by what reads it, not by its length.
            if (at >= 8 && at < 8 + header && bytes.Count != before && random.NextInt(4) != 0) SetHeader(bytes, header + bytes.Count - before);
        }
        return [.. bytes];
    }

    private static void SetHeader(List<byte> bytes, long length)
    {
        if (bytes.Count < 8) return;
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, length);
        for (var i = 0; i < 8; i++) bytes[i] = prefix[i];
    }
}
