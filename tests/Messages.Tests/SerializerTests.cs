using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Akka.Actor;
using CsCheck;

namespace ActorSearch.Messages.Tests;

public sealed partial class SerializerTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("serializer", "akka.loglevel = WARNING");
    private readonly ActorSearchSerializer _serializer;
    private readonly IActorRef _actor;

    public SerializerTests()
    {
        _serializer = new ActorSearchSerializer((ExtendedActorSystem)_system);
        _actor = _system.ActorOf(Props.Create(() => new Echo()), "echo");
    }

    public void Dispose() => _system.Dispose();

    /// <summary>Everything that may be sent or stored, found by its marker: a new record cannot be forgotten.</summary>
    public static TheoryData<Type> Records() =>
    [
        .. new[] { typeof(IWireMessage).Assembly, typeof(ISearchEvent).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => typeof(IWireMessage).IsAssignableFrom(type) || typeof(ISearchEvent).IsAssignableFrom(type)
                || typeof(ISupervisorEvent).IsAssignableFrom(type) || type == typeof(SearchSnapshot) || type == typeof(PackedSnapshot)),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_record_comes_back_as_it_was(Type type)
    {
        foreach (var full in new[] { true, false })
        {
            var record = Samples.Of(type, full, _actor);
            var back = _serializer.FromBinary(_serializer.ToBinary(record), _serializer.Manifest(record));
            Samples.AssertSame(record, back, type.Name);
        }
    }

    [Theory]
    [InlineData(typeof(RunFinished))]
    [InlineData(typeof(TestFinished))]
    [InlineData(typeof(WorkFailed))]
    [InlineData(typeof(WorkInterrupted))]
    public void Every_outcome_comes_back_as_it_was(Type type)
    {
        Assert.Equal(4, typeof(WorkOutcome).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(WorkOutcome))));
        var outcome = (WorkOutcome)Samples.Of(type, true, _actor);
        var record = new TrainingFinished(new SearchId("s"), new SlotId("host/1", 2), WorkId.Train(new RunId(new CandidateId("c"), 0)), 3, outcome);
        Samples.AssertSame(record, _serializer.FromBinary(_serializer.ToBinary(record), _serializer.Manifest(record)), type.Name);
    }

    /// <summary>Messages of version 0.1, from before they told of traces: a node of another version may still send them.</summary>
    [Fact]
    public void Messages_of_0_1_still_read_and_what_came_later_is_absent()
    {
        foreach (var line in File.ReadAllLines(Golden.PathOf("messages-0.1.txt")))
        {
            var (manifest, json) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var record = _serializer.FromBinary(Encoding.UTF8.GetBytes(json), manifest);
            Assert.Null(record.GetType().GetProperty("Trace")!.GetValue(record));
            // Actors have another number in every run.
            Assert.Equal(
                JsonNode.Parse(json[..^1] + ",\"trace\":null}")!.ToJsonString(),
                WithoutOptions(JsonNode.Parse(ActorNumber().Replace(Encoding.UTF8.GetString(_serializer.ToBinary(record)), ""))!).ToJsonString());
        }
    }

    /// <summary>During an upgrade the active coordinator may be of the version before, and a new one must be ready beside it.</summary>
    [Fact]
    public void A_list_from_a_coordinator_that_does_not_tell_of_readiness_says_nothing_against_it()
    {
        var list = (SearchList)_serializer.FromBinary("""{"searches":["s"],"more":false}"""u8.ToArray(), "osl");
        Assert.Equal((1, null), (list.Searches.Length, list.Unready));
    }

    /// <summary>The message without the options that specifications got later, which are off.</summary>
    private static JsonNode WithoutOptions(JsonNode message)
    {
        if ((message["spec"] ?? message["order"]?["spec"]) is not JsonObject spec) return message;
        (string, string, string)[] options =
            [("train", "partialAuc", "null"), ("train", "sampling", "\"shuffle\""), ("prune", "classCost", "1"), ("space", "byLevel", "[]")];
        foreach (var (section, member, off) in options)
        {
            var members = spec[section]!.AsObject();
            Assert.True(members.Remove(member, out var value), $"{section}.{member} is not written");
            Assert.Equal(off, value?.ToJsonString() ?? "null");
        }
        return message;
    }

    [Fact]
    public void The_table_of_manifests_is_closed_and_is_the_one_that_was_released()
    {
        Assert.Equal(Records().Select(row => row.Data.FullName).Order(), Manifests.Types.Values.Select(type => type.FullName).Order());
        var table = Manifests.Types.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value.Name}");
        // A record's namespace is on no wire: it may move to another folder.
        Assert.Equal(File.ReadAllLines(Golden.PathOf("manifests.txt")).Select(line => $"{line.Split(' ')[0]} {line.Split('.')[^1]}"), table);
        Assert.True(ActorSearchSerializer.SerializerId > 100);
    }

    /// <summary>A node of an older version may still send one: it must not be read as something else.</summary>
    [Fact]
    public void Manifests_of_records_that_are_no_more_are_refused_and_never_used_again()
    {
        var retired = File.ReadAllLines(Golden.PathOf("retired-manifests.txt"));
        Assert.DoesNotContain(retired, Manifests.Types.ContainsKey);
        foreach (var manifest in retired) Assert.Throws<SerializationException>(() => _serializer.FromBinary("{}"u8.ToArray(), manifest));
    }

    [Fact]
    public void What_is_not_in_the_table_is_refused_both_ways()
    {
        Assert.Throws<SerializationException>(() => _serializer.Manifest("text"));
        Assert.Throws<SerializationException>(() => _serializer.ToBinary(new object()));
        Assert.Throws<SerializationException>(() => _serializer.FromBinary("{}"u8.ToArray(), "zz"));
        Assert.Throws<SerializationException>(() => _serializer.FromBinary("{}"u8.ToArray(), ""));
    }

    [Fact]
    public void Any_bytes_give_a_record_or_a_serialization_exception_and_nothing_else()
    {
        var names = Manifests.Types.Keys.Order(StringComparer.Ordinal).ToArray();
        var manifests = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        Gen.Select(manifests, Gen.Byte.Array).Sample((manifest, bytes) => Read(bytes, manifest));
        Gen.Select(manifests, Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool).Sample((manifest, at, value, cut) =>
        {
            var bytes = _serializer.ToBinary(Samples.Of(Manifests.Types[manifest], true, _actor));
            at %= bytes.Length;
            if (cut) bytes = bytes[..at];
            else bytes[at] = value;
            Read(bytes, manifest);
        });
    }

    [Fact]
    public void Messages_stay_below_64_kB()
    {
        var path = CandidatePath.Root;
        for (var level = 0; level < 40; level++) path = path.Child(new Step(0.123456789, 12.3456789, RewindPoint.ScheduleTo(200)));
        var file = new CheckpointRef(new string('a', 64), long.MaxValue, long.MaxValue);
        var order = (WorkOrder)Samples.Of(typeof(WorkOrder), true, _actor);
        var point = new EpochPoint(1000, 0.12345678901234567, 0.98765432109876543, 123_456, 1_234_567);
        var largest = order with
        {
            Path = path,
            Tickets = [.. Enumerable.Repeat(file, 100)],
            RootWeights = [.. Enumerable.Range(0, 2).Select(e => new RewindWeights(e, file))],
        };
        var result = (RunResult)Samples.Of(typeof(RunResult), true, _actor) with
        {
            Curve = [.. Enumerable.Repeat(point, 1000)],
            Tensors = [.. Enumerable.Repeat(new TensorDensity("features.convolution-10.weight", 100_000_000, 100_000_000), 60)],
            RootWeights = [.. Enumerable.Range(0, 100).Select(e => new RewindWeights(e, file))],
        };

        Assert.InRange(_serializer.ToBinary(new StartTraining(1, order, _actor)).Length, 100, 8_000);
        Assert.InRange(_serializer.ToBinary(new StartTraining(1, largest, _actor)).Length, 8_000, 64_000);
        var finished = new TrainingFinished(order.Search, new SlotId("host", 1), order.Work, 1, new RunFinished(result, new RunTimings(1, 2, 3)));
        Assert.InRange(_serializer.ToBinary(finished).Length, 64_000, RecordCodec.MaxMessageBytes);
        var tooLong = finished with { Outcome = new RunFinished(result with { Curve = [.. Enumerable.Repeat(point, 5000)] }, new RunTimings(1, 2, 3)) };
        Assert.Throws<SerializationException>(() => _serializer.ToBinary(tooLong));
    }

    /// <summary>A diverged loss is no number in JSON, and must not stop the result from being stored.</summary>
    [Fact]
    public void A_loss_that_is_no_number_comes_back_as_no_number()
    {
        var progress = (TrainingProgress)Samples.Of(typeof(TrainingProgress), true, _actor) with
        {
            Point = new EpochPoint(1, double.PositiveInfinity, 0.5, 1, 2),
        };
        var back = (TrainingProgress)_serializer.FromBinary(_serializer.ToBinary(progress), _serializer.Manifest(progress));
        Assert.True(double.IsNaN(back.Point!.TrainLoss));
        Assert.Equal(0.5, back.Point.ValidationAuc);
    }

    private void Read(byte[] bytes, string manifest)
    {
        try
        {
            Assert.IsType(Manifests.Types[manifest], _serializer.FromBinary(bytes, manifest));
        }
        catch (SerializationException)
        {
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    [GeneratedRegex(@"(?<=akka://[^""]*)#\d+")]
    private static partial Regex ActorNumber();
}
