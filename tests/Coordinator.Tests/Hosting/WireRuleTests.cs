using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Event;
using CsCheck;
using Google.Protobuf;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>
/// Frames made by hand, as no program of ours and no Akka would write them: of two ways to read one, a stranger's must not be let in as the other.
/// </summary>
public sealed class WireRuleTests
{
    private const string Ended = "Akka.Dispatch.SysMsg.DeathWatchNotification, Akka";

    private static readonly Address Own = new("ssl.tcp", "actorsearch", "127.0.0.1", 7);

    private static ByteString Message(params (int Field, object Value)[] fields)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        foreach (var (field, value) in fields)
        {
            if (value is int number)
            {
                output.WriteTag(field, WireFormat.WireType.Varint);
                output.WriteInt32(number);
            }
            else if (value is ulong large)
            {
                output.WriteTag(field, WireFormat.WireType.Fixed64);
                output.WriteFixed64(large);
            }
            else
            {
                output.WriteTag(field, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(value as ByteString ?? ByteString.CopyFromUtf8((string)value));
            }
        }
        output.Flush();
        return ByteString.CopyFrom(stream.ToArray());
    }

    private static ByteString Payload(int serializer, string manifest, ByteString? content = null) =>
        Message((1, content ?? ByteString.CopyFromUtf8("{}")), (2, serializer), (3, manifest));

    private const string Supervisor = "akka.ssl.tcp://actorsearch@127.0.0.1:9/user/searches/searches";

    private static ByteString Frame(ByteString payload, string? sender = null, string recipient = Supervisor) => Message((1, Message((2,
        Message([(1, Message((1, recipient))), (2, payload), .. sender is null ? Array.Empty<(int, object)>() : [(4, Message((1, sender)))]])))));

    private static bool Admits(ByteString frame)
    {
        var read = WireFrame.Read(frame);
        try
        {
            return WireRule.Admits(read.Message!) && TrainerRule.Admits(read, Own);
        }
        catch (InvalidProtocolBufferException)
        {
            return false; // as the transport has it
        }
    }

    private static WireGuard Guard() => new(
        new WirePeers([]), new WirePeer("trainer", false),
        new Address("ssl.tcp", "actorsearch", "127.0.0.1", 9), new Address("ssl.tcp", "actorsearch", "127.0.0.1", 50_000),
        called: false, NoLogger.Instance);

    private static ByteString Handshake(string protocol, string system, int port) =>
        Message((2, Message((1, 1), (2, Message((1, Message((1, system), (2, "127.0.0.1"), (3, port), (4, protocol))), (2, 5UL))))));

    /// <summary>
    /// Another protocol or system makes another key of a node that all take for the same, and no node is connected to itself.
    /// </summary>
    [Theory]
    [InlineData("ssl.tcp", "actorsearch", 7, true)]
    [InlineData("x", "actorsearch", 7, false)]
    [InlineData("tcp", "actorsearch", 7, false)]
    [InlineData("ssl.tcp", "other", 7, false)]
    [InlineData("ssl.tcp", "actorsearch", 9, false)]
    public void A_peer_is_a_node_of_this_system_and_not_this_node(string protocol, string system, int port, bool passes) =>
        Assert.Equal(passes ? Verdict.Pass : Verdict.Close, Guard().Judge(Handshake(protocol, system, port)));

    /// <summary>Akka would keep a set of all numbers that are missing before it.</summary>
    [Theory]
    [InlineData(0UL, true)]
    [InlineData(100_000UL, true)]
    [InlineData(100_001UL, false)]
    [InlineData(1UL << 40, false)]
    [InlineData(ulong.MaxValue - 1, false)]
    [InlineData(ulong.MaxValue, true)] // none
    public void A_system_message_has_a_number_that_such_messages_come_to(ulong number, bool passes)
    {
        var guard = Guard();
        guard.Judge(Handshake("ssl.tcp", "actorsearch", 7));
        var frame = Message((1, Message((2, Message((1, Message((1, Supervisor))), (2, Payload(7421, "mtl")), (5, number))))));
        Assert.Equal(passes ? Verdict.Pass : Verdict.Drop, guard.Judge(frame));
    }

    [Theory]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x#zz")]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x#99999999999999999999")]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x#")]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:99999999999/user/x")]
    [InlineData("akka.ssl.tcp://actorsearch@[::/user/x")]
    public void A_path_that_Akka_cannot_read_is_refused_and_ends_nothing(string path)
    {
        var guard = Guard();
        guard.Judge(Handshake("ssl.tcp", "actorsearch", 7));
        var count = WireRefusals.Count;
        guard.Judge(Frame(Payload(7421, "mtl"), sender: path));
        guard.Judge(Frame(Payload(7421, "mtl"), recipient: path));
        Assert.Equal(Verdict.Pass, guard.Judge(Frame(Payload(7421, "mtl"))));
        Assert.True(WireRefusals.Count >= count + 1);
    }

    [Fact]
    public void The_end_of_an_actor_is_told_by_its_own_node()
    {
        ByteString End(string path) => Frame(Payload(22, Ended, Message((1, Message((1, path))), (2, 1), (3, 0))));
        Assert.True(Admits(End("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/settling/trainer-t#5")));
        string[] others =
        [
            "akka.ssl.tcp://actorsearch@127.0.0.1:8/user/settling/trainer-t#5", "akka.ssl.tcp://other@127.0.0.1:7/user/x", "akka://actorsearch/user/x",
            "", "x",
        ];
        foreach (var other in others)
            Assert.False(Admits(End(other)), other);
        Assert.False(Admits(Frame(Payload(22, Ended, ByteString.Empty))));
    }

    [Theory]
    [InlineData("Akka.Dispatch.SysMsg.Watch, Akka")]
    [InlineData("Akka.Dispatch.SysMsg.Unwatch, Akka")]
    public void Nobody_watches_in_the_name_of_another_node(string manifest)
    {
        ByteString By(string watcher) => Frame(Payload(22, manifest, Message((1, Message((1, Supervisor))), (2, Message((1, watcher))))));
        Assert.True(Admits(By("akka.ssl.tcp://actorsearch@127.0.0.1:7/system/remote-watcher#5")));
        Assert.False(Admits(By("akka.ssl.tcp://actorsearch@127.0.0.1:8/system/remote-watcher#5")));
        Assert.False(Admits(By("")));
    }

    /// <summary>Akka reads whatever identifies a question, to any depth; ours are texts and numbers.</summary>
    [Theory]
    [InlineData("ID")]
    [InlineData("AID")]
    public void A_question_is_identified_by_a_text_or_a_number(string manifest)
    {
        Assert.True(Admits(Frame(Payload(16, manifest, ByteString.Empty))));
        Assert.True(Admits(Frame(Payload(16, manifest, Message((1, Payload(17, "S")))))));
        foreach (var other in new[] { Payload(7421, "mtl"), Payload(7421, "lg"), Payload(16, "ID"), Payload(6, ""), Payload(1, "System.String") })
            Assert.False(Admits(Frame(Payload(16, manifest, Message((1, other))))));
    }

    [Fact]
    public void A_message_in_a_selection_is_judged_as_it_is_outside_of_one()
    {
        ByteString Selected(ByteString payload) =>
            Frame(Payload(6, "", Message((1, payload), (2, Message((1, 1), (2, "user"))), (2, Message((1, 1), (2, "victim"))))));
        Assert.True(Admits(Selected(Payload(16, "ID", ByteString.Empty))));
        Assert.True(Admits(Frame(Payload(7421, "mtl"))));
        Assert.False(Admits(Selected(Payload(7421, "mtl")))); // trainers know whom they speak to, and select none
        var others = new[]
        {
            Payload(7421, "oca"), Payload(7421, "sa"), Payload(7421, "zz"), Payload(1, "System.String"),
            Payload(5, "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster"), Payload(22, Ended), Payload(16, "PP"),
        };
        foreach (var refused in others)
        {
            Assert.False(Admits(Selected(refused)));
            Assert.False(Admits(Frame(refused)));
        }
        // No node sends a selection to a selection, and each level costs its reader.
        Assert.False(Admits(Selected(Payload(6, "", Message((1, Payload(16, "ID", ByteString.Empty)))))));
        Assert.False(Admits(Frame(Payload(6, "", ByteString.Empty))));
    }

    [Theory]
    [InlineData(Supervisor, true)]
    [InlineData(Supervisor + "/supervisor/pool#12", true)]
    [InlineData(Supervisor + "/../../settling/trainer-t", false)]
    [InlineData(Supervisor + "/./..", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:9/user/searches", false)] // Akka's own, that says which messages it does not know
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:9/user/searches/", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:9/user/settling/searches", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:9/system/searches/searches", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:9", false)]
    [InlineData("", false)]
    public void A_trainers_message_is_for_the_supervisor_or_an_actor_below_it(string recipient, bool admitted) =>
        Assert.Equal(admitted, Admits(Frame(Payload(7421, "mtl"), recipient: recipient)));

    [Theory]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x", true)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x#12", true)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:8/user/x", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.2:7/user/x", false)]
    [InlineData("akka.ssl.tcp://actorsearch@127.0.0.1:7@127.0.0.1:9/user/x", false)]
    [InlineData("akka://actorsearch/user/x", false)]
    [InlineData("nonsense", false)]
    public void A_sender_is_an_actor_of_the_peer(string sender, bool admitted) => Assert.Equal(admitted, Admits(Frame(Payload(7421, "mtl"), sender)));

    /// <summary>Protocol buffers take the last of two values, or merge them. Akka's reader does; a reader before it must not see another message.</summary>
    [Fact]
    public void A_field_that_is_there_twice_is_refused_wherever_it_is()
    {
        var (good, bad) = (Payload(7421, "mtl"), Payload(7421, "oca"));
        ByteString[] twice =
        [
            Message((1, Message((2, Message((2, good))))), (1, Message((2, Message((2, bad)))))),
            Message((1, Message((2, Message((2, bad))), (2, Message((2, good)))))),
            Message((1, Message((2, Message((2, bad), (2, good)))))),
            Frame(Message((1, "{}"), (2, 7421), (3, "oca"), (3, "mtl"))),
            Frame(Message((2, 7421), (1, "{}"), (3, "mtl"), (2, 22))),
            Message((2, Message((1, 1), (2, Message((1, Message((1, "actorsearch"), (2, "a"), (2, "b"), (3, 1), (4, "tcp")))))))),
        ];
        Assert.All(twice, frame => Assert.Throws<InvalidDataException>(() => WireFrame.Read(frame)));
        var join = Message((1, Message((1, Message((1, "actorsearch"), (2, "127.0.0.1"), (3, 7), (4, "akka.ssl.tcp"))), (2, 1))), (2, "trainer"));
        const string manifest = "Akka.Cluster.InternalClusterAction+Join, Akka.Cluster";
        Assert.True(Admits(Frame(Payload(5, manifest, join))));
        Assert.False(Admits(Frame(Payload(5, manifest, ByteString.CopyFrom([.. join, .. Message((2, "coordinator"))])))));
        Assert.Throws<InvalidDataException>(() => Admits(Frame(Payload(5, manifest, ByteString.CopyFrom([.. join, .. Message((1, "x"))])))));
        Assert.False(Admits(Frame(Payload(5, manifest, Message((2, "trainer"))))));
    }

    [Fact]
    public void Bytes_of_any_kind_are_a_frame_or_refused()
    {
        var frame = Frame(Payload(7421, "mtl"), "akka.ssl.tcp://actorsearch@127.0.0.1:7/user/x").ToByteArray();
        Gen.Select(Gen.Int[0, frame.Length - 1], Gen.Byte, Gen.Int[0, 2 * frame.Length]).Sample((at, value, length) =>
        {
            // Half of them whole, or most would fail by their outermost length.
            var bytes = frame[..Math.Min(length, frame.Length)];
            if (at < bytes.Length) bytes[at] = value;
            var guard = Guard();
            guard.Judge(Handshake("ssl.tcp", "actorsearch", 7));
            guard.Judge(ByteString.CopyFrom(bytes));
        }, iter: 50_000);
    }
}
