using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace ActorSearch.TrainerNode.Node.Hosting.Downing;

/// <summary>
/// Decides which nodes the cluster removes when some cannot reach each other: the side with most coordinators stays (docs/decisions/0011). Akka.Cluster loads
/// this class, which cluster.hocon names.
/// </summary>
public sealed class MajorityDowning(ExtendedActorSystem system, Cluster cluster) : IDowningProvider
{
    private const string After = "actorsearch.downing.after";

    /// <summary>How long the cluster waits after it has removed a node before another one takes over its singletons.</summary>
    public TimeSpan DownRemovalMargin => system.Settings.Config.GetTimeSpan("akka.cluster.down-removal-margin");

    /// <summary>The actor that decides; one runs on every node.</summary>
    /// <exception cref="ConfigurationException">The time limit is not set.</exception>
    public Props DowningActorProps
    {
        get
        {
            var after = system.Settings.Config.GetTimeSpan(After, TimeSpan.Zero);
            if (after <= TimeSpan.Zero) throw new ConfigurationException($"{After} is not set");
            return Props.Create(() => new Lookout(cluster, after));
        }
    }
}
