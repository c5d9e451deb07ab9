using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Serialization;

namespace ActorSearch.Messages.Json;

/// <summary>Actor references as their paths, with this system's address so that other systems can resolve them.</summary>
internal sealed class ActorPaths(ExtendedActorSystem system)
{
    /// <summary>Caches the paths of long-lived actors, which are sent repeatedly. References of single questions are not cached.</summary>
    private readonly ConditionalWeakTable<IActorRef, string> _written = [];

    /// <summary>The actor of a path.</summary>
    /// <exception cref="FormatException">The text is no path.</exception>
    public IActorRef Resolve(string path)
    {
        // The provider caches what it resolves, but answers dead letters for a text that is no path at all.
        var actor = path.Length == 0 ? system.DeadLetters : system.Provider.ResolveActorRef(path);
        return !actor.Equals(system.DeadLetters) || ActorPath.TryParse(path, out _) ? actor : throw new FormatException("the path of an actor was expected");
    }

    /// <summary>The path of an actor.</summary>
    public string Of(IActorRef actor) =>
        actor is ActorRefWithCell ? _written.GetValue(actor, Serialization.SerializedActorPath) : Serialization.SerializedActorPath(actor);
}
