using System.Security.Cryptography.X509Certificates;
using ActorSearch.Messages;
using ActorSearch.Search;
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
        var own = $"akka.remote.dot-netty.tcp {{ hostname = \"{host}\", port = 0, enable-ssl = {(keys is null ? "off" : "on")} }}\nakka.cluster.roles = [{roles}]\n"
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
        yield return new GetDocument(search, DocumentKind.Front, 0);
        yield return new KeepTraining(search, work, 1, actor);
        yield return new HandBack(search, work, 1);
        yield return new StopTraining(search, work, 1, "because");
        yield return new ResultAccepted(search, work, 1);
        yield return ReportHeldWork.Instance;
        yield return new SearchAdded(search, DateTimeOffset.UnixEpoch);
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        System.Dispose();
    }
}
