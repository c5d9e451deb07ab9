using Akka.Actor;
using Akka.Hosting;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>How a node gets the trainer's actor, and where it then is.</summary>
public static class TrainerStart
{
    private const string SettlingName = "settling";

    /// <summary>
    /// The trainer's actor, once this node is settled; it reports to what is registered as <typeparamref name="TSupervisor"/>, the singleton's proxy.
    /// </summary>
    public static AkkaConfigurationBuilder WithTrainer<TSupervisor>(this AkkaConfigurationBuilder akka, TrainerOptions trainer) => akka
        .WithActors((system, registry) =>
        {
            var supervisor = registry.Get<TSupervisor>();
            var actor = Props.Create(() => new TrainerNodeActor(trainer, supervisor));
            system.ActorOf(Props.Create(() => new Settling(actor, TrainerNodeActor.ActorName(trainer.Name))), SettlingName);
        });

    /// <summary>Where a node has the trainer's actor.</summary>
    public static string PathOf(string trainer) => $"/user/{SettlingName}/{TrainerNodeActor.ActorName(trainer)}";
}
