using System.Security.Cryptography.X509Certificates;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace ActorSearch.Tests;

/// <summary>A plain process with Akka.Remote and this project's messages that somebody has written who means no good.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private const string Common = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          actor.serializers.actorsearch = "ActorSearch.Messages.ActorSearchSerializer, ActorSearch.Messages"
          actor.serialization-bindings {
            "ActorSearch.Messages.IWireMessage, ActorSearch.Messages" = actorsearch
            "ActorSearch.Messages.ISupervisorEvent, ActorSearch.Messages" = actorsearch
          }
          actor.serialization-identifiers { "ActorSearch.Messages.ActorSearchSerializer, ActorSearch.Messages" = 7421 }
          remote.retry-gate-closed-for = 100ms
          cluster.downing-provider-class = ""
          coordinated-shutdown { run-by-clr-shutdown-hook = off, exit-clr = off, run-by-actor-system-terminate = off }
        }
        """;

    /// <param name="keys">PEM file of a node: its certificate and key; null: it does not encrypt.</param>
    /// <param name="roles">What it joins as, if it joins.</param>
    /// <param name="claims">The address that it says is its own; null: its own.</param>
    public Stranger(string? keys, string roles = "trainer", (string Host, int Port)? claims = null, string host = "127.0.0.1")
    {
        var own = $"akka.remote.dot-netty.tcp {{ hostname = \"{host}\", port = 0, enable-ssl = {(keys is null ? "off" : "on")} }}\n"
            + $"akka.cluster.roles = [{roles}]\n"
            + (claims is var (name, port) ? $"akka.remote.dot-netty.tcp {{ public-hostname = \"{name}\", public-port = {port} }}\n" : "");
        var setup = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(own).WithFallback(ConfigurationFactory.ParseString(Common)));
        var all = ActorSystemSetup.Create(setup);
        if (keys is not null)
        {
            using var read = X509Certificate2.CreateFromPemFile(keys);
            var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), null);
            all = all.And(new DotNettySslSetup(certificate, suppressValidation: true));
        }
        System = ActorSystem.Create("actorsearch", all);
    }

    public ActorSystem System { get; }

    public IActorRef Reach(Address node, string path) => ((ExtendedActorSystem)System).Provider.ResolveActorRef($"{node}{path}");

    /// <summary>What operators say, what coordinators say to trainers, and records of the journal.</summary>
    public static IEnumerable<object> NotForTrainers(SearchId search, IActorRef actor)
    {
        var work = WorkId.Train(new RunId(new CandidateId("0123456789abcdef"), 0));
        yield return new Cancel(search);
        yield return new Pause(search, "because");
        yield return new Resume(search);
        yield return new GetSearch(search);
        yield return new ListSearches("");
        yield return new ListTrainers("");
        yield return new FindActive();
        yield return new KeepTraining(search, work, 1, actor);
        yield return new HandBack(search, work, 1);
        yield return new StopTraining(search, work, 1, "because");
        yield return new ResultAccepted(search, work, 1);
        yield return new ReportHeldWork();
        yield return new SearchAdded(search, DateTimeOffset.UnixEpoch);
    }

    /// <summary>
    /// Whatever it may try at a node: to order as operators do, to take a trainer's name and its work, to stop and remove others, to have files written and
    /// actors made there.
    /// </summary>
    /// <param name="trainer">
    /// One that is there, whose name it tries to take; null where it may not be: the name of one that is gone is anybody's who has a certificate.
    /// </param>
    public void Attack(Address node, SearchId id, IActorRef taker, string? trainer)
    {
        string[] paths =
        [
            "/user/searches", "/user/searches/searches", "/user/searches/searches/supervisor", "/user/searches/searches/supervisor/pool",
            "/user/settling/trainer-t0", "/system/cluster/core/daemon"
        ];
        foreach (var path in paths)
        {
            var there = Reach(node, path);
            foreach (var message in NotForTrainers(id, taker).Append(PoisonPill.Instance).Append(Kill.Instance).Append("text"))
            {
                there.Tell(message, taker);
                System.ActorSelection(there.Path).Tell(message, taker);
            }
            there.Tell(new TrainerLeaving(trainer ?? "t0", "stolen"), taker);
            var work = WorkId.Train(new RunId(new CandidateId("0123456789abcdef"), 0));
            there.Tell(new TrainingFinished(id, new SlotId(trainer ?? "t0", 0), work, 1, new WorkInterrupted(null)), taker);
            if (trainer is null) continue;
            there.Tell(new RegisterTrainer(trainer, "stolen", taker, new Numerics("x", "y"), 1, []), taker);
            there.Tell(new RequestWork(new SlotId(trainer, 0), "stolen", taker, new Numerics("x", "y")), taker);
        }
        System.ActorOf(Props.Create(() => new Silent()).WithDeploy(Deploy.None.WithScope(new RemoteScope(node))));
        foreach (var command in new[] { "Down", "Leave" })
        {
            var action = typeof(Akka.Cluster.Cluster).Assembly.GetType($"Akka.Cluster.ClusterUserAction+{command}", throwOnError: true)!;
            System.ActorSelection($"{node}/system/cluster/core/daemon").Tell(Activator.CreateInstance(action, node)!, taker);
        }
    }

    /// <summary>Attacks these nodes again and again, until it is told to stop.</summary>
    /// <remarks>With Akka's own TLS client its process ends when a node is killed in the middle of a handshake; then the next one goes on.</remarks>
    public static async Task AttackAsync(string keys, IReadOnlyList<Address> nodes, SearchId id, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested;)
        {
            await using var stranger = new Stranger(keys);
            while (!stop.IsCancellationRequested && !stranger.System.WhenTerminated.IsCompleted)
            {
                try
                {
                    stranger.Attack(nodes[i++ % nodes.Count], id, stranger.System.DeadLetters, trainer: null);
                }
                catch (InvalidOperationException)
                {
                    break; // it is about to end
                }
                await Task.Delay(TimeSpan.FromMilliseconds(500), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        System.Dispose();
    }
}
