using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace ActorSearch.TrainerNode.Hosting.Downing;

/// <summary>
/// Decides who is removed from the cluster when nodes lose sight of each other: the side with most coordinators stays. Akka.Cluster loads it, as cluster.hocon
/// says (docs/decisions/0011).
/// </summary>
public sealed class MajorityDowning(ExtendedActorSystem system, Cluster cluster) : IDowningProvider
{
    private const string After = "actorsearch.downing.after";

    /// <summary>How long a removed node has before its successor takes over.</summary>
    public TimeSpan DownRemovalMargin => system.Settings.Config.GetTimeSpan("akka.cluster.down-removal-margin");

    /// <summary>The actor that decides, on every node.</summary>
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
