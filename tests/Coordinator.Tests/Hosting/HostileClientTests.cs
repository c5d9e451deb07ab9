using System.Reflection;
using System.Runtime.Serialization;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>A plain process with Akka.Remote that reaches a node's port: what this project never sends is refused, and nothing of it happens.</summary>
[Collection("wire")]
public sealed class HostileClientTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>What an attacker's type does when it is made or set: here it writes a file.</summary>
    public sealed class Planted
    {
        public string Path { get; set => File.WriteAllText(field = value, "planted"); } = System.IO.Path.GetTempFileName();
    }

    /// <summary>An actor that another process deploys here.</summary>
    public sealed class Intruder : UntypedActor
    {
        public Intruder(string path) => File.WriteAllText(path, "planted");

        protected override void OnReceive(object message) { }
    }

    private sealed class Victim : UntypedActor
    {
        protected override void OnReceive(object message) { }
    }

    [Fact]
    public async Task What_is_not_spoken_is_refused_counted_and_does_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var host = Node();
        await host.StartAsync(cancel);
        var system = host.Services.GetRequiredService<ActorSystem>();
        var victim = system.ActorOf(Props.Create(() => new Victim()), "victim");
        var address = Akka.Cluster.Cluster.Get(system).SelfAddress;
        using var stranger = ActorSystem.Create("actorsearch", ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }
            akka.actor.serializers.actorsearch = "ActorSearch.Messages.ActorSearchSerializer, ActorSearch.Messages"
            akka.actor.serialization-bindings { "ActorSearch.Messages.IWireMessage, ActorSearch.Messages" = actorsearch }
            akka.actor.serialization-identifiers { "ActorSearch.Messages.ActorSearchSerializer, ActorSearch.Messages" = 7421 }
            """));
        var path = $"{address}/user/victim";
        var there = ((ExtendedActorSystem)stranger).Provider.ResolveActorRef(path);
        async Task Answers() => Assert.NotNull((await there.Ask<ActorIdentity>(new Identify("are you there"), cancel)).Subject);
        await Answers();

        var (planted, deployed) = (Path.Combine(_folder.Path, "planted"), Path.Combine(_folder.Path, "deployed"));
        var before = WireRefusals.Count;
        object[] messages =
        [
            new Planted { Path = planted }, PoisonPill.Instance, Kill.Instance, new byte[] { 1, 2, 3 },
            new Status.Failure(new InvalidOperationException("made by type name")),
        ];
        File.Delete(planted); // the stranger's own copy of it wrote there
        foreach (var message in messages)
        {
            there.Tell(message);
            stranger.ActorSelection(path).Tell(message);
        }
        var scope = new RemoteScope(Address.Parse(address.ToString()));
        stranger.ActorOf(Props.Create(() => new Intruder(deployed)).WithDeploy(Deploy.None.WithScope(scope)), "intruder");
        while (WireRefusals.Count < before + 2 * messages.Length + 1)
        {
            // In order: what came before it has been refused when it is answered.
            await Answers();
            await Task.Delay(20, cancel);
        }
        Assert.False(File.Exists(planted), "a type that the wire named was made");
        Assert.False(File.Exists(deployed), "an actor was deployed from outside");
        await Answers();
        Assert.Equal(victim, await system.ActorSelection("/user/victim").ResolveOne(TimeSpan.FromMinutes(5), cancel));
        await stranger.Terminate();
        await host.StopAsync(cancel);
    }

    /// <summary>Every serializer that a node can read with, so that a package's new one cannot slip in.</summary>
    [Fact]
    public async Task Nothing_but_what_is_listed_here_is_read_from_the_wire()
    {
        using var host = Node();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var serialization = host.Services.GetRequiredService<ActorSystem>().Serialization;
        var spoken = new Dictionary<int, string>
        {
            [7421] = "ActorSearchSerializer",
            [5] = "ClusterMessageSerializer",
            [6] = "MessageContainerSerializer",
            [14] = "ClusterSingletonMessageSerializer",
            [16] = "GuardedSerializer",
            [17] = "PrimitiveSerializers",
            [22] = "GuardedSerializer",
        };
        var all = All(serialization).Where(serializer => serializer is not NullSerializer).ToList();
        Assert.Equal(
            spoken.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"),
            all.Where(serializer => serializer is not RefusedSerializer).OrderBy(serializer => serializer.Identifier)
                .Select(serializer => $"{serializer.Identifier} {serializer.GetType().Name}"));
        foreach (var refused in all.OfType<RefusedSerializer>())
        {
            var before = WireRefusals.Count;
            var manifest = typeof(Planted).AssemblyQualifiedName!;
            Assert.Throws<SerializationException>(() => serialization.Deserialize("{}"u8.ToArray(), refused.Identifier, manifest));
            Assert.True(WireRefusals.Count > before, $"serializer {refused.Identifier} does not count");
        }
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Akka keeps them to itself.</summary>
    private static Dictionary<int, Serializer>.ValueCollection All(Serialization serialization)
    {
        var byId = typeof(Serialization).GetField("_serializersById", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(serialization);
        return ((Dictionary<int, Serializer>)byId!).Values;
    }

    private IHost Node()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(
            new WireNode { Host = "127.0.0.1" }, [NodeHocon.CoordinatorRole],
            Config.Empty, akka => akka.WithJournal(new(JournalKind.Sqlite, $"Data Source={_folder.Journal};Pooling=False")));
        return builder.Build();
    }
}
