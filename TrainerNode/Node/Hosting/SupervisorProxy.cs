namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>The registry's key of the proxy of the coordinators' singleton on a node that is no coordinator.</summary>
public sealed class SupervisorProxy
{
    /// <summary>The singleton's name.</summary>
    public const string Name = "searches";
}
