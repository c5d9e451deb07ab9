using System.Collections.Concurrent;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Serialization;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>
/// The mailbox of every simulated actor: a message of a protocol between processes goes through the serialiser and back before
/// it is delivered, so that no two actors share an object that a network would not let them share. A trainer reads what it gets
/// itself, as it would in its own process; what a coordinator gets is read before its actors have it, as remoting does.
/// </summary>
public sealed class WireMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<WireMailbox.WireQueue>
{
    /// <summary>Puts it in the place of both mailboxes that actors here have: the usual one, and that of actors with a stash.</summary>
    public static Config Hocon { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          default-mailbox.mailbox-type = "{{typeof(WireMailbox).AssemblyQualifiedName}}"
          mailbox.unbounded-deque-based.mailbox-type = "{{typeof(WireMailbox).AssemblyQualifiedName}}"
        }
        """);

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new WireQueue(system, owner is { Path.Name: { } name } && name.StartsWith(TrainerNodeActor.ActorName(""), StringComparison.Ordinal));

#pragma warning disable CA1034 // Akka reads from the interface above what it is.
    /// <summary>The messages of one actor.</summary>
    public sealed class WireQueue(ActorSystem system, bool ofTrainer) : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
#pragma warning restore CA1034
    {
        private readonly ConcurrentQueue<Envelope> _messages = new();

        /// <summary>What the actor takes out of its stash; only the actor itself puts here and takes from here.</summary>
        private readonly Stack<Envelope> _first = [];
        private volatile int _firstCount;

        public bool HasMessages => _firstCount > 0 || !_messages.IsEmpty;

        public int Count => _firstCount + _messages.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) =>
            _messages.Enqueue(envelope.Message is IWireMessage message
                ? new Envelope(ofTrainer ? Write(message) : Read(Write(message)), envelope.Sender) : envelope);

        public void EnqueueFirst(Envelope envelope)
        {
            _first.Push(envelope);
            _firstCount = _first.Count;
        }

        public bool TryDequeue(out Envelope envelope)
        {
            if (_firstCount == 0)
            {
                if (!_messages.TryDequeue(out envelope)) return false;
                if (envelope.Message is Written written) envelope = new Envelope(Read(written), envelope.Sender);
                return true;
            }
            envelope = _first.Pop();
            _firstCount = _first.Count;
            return true;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
        }

        private Written Write(IWireMessage message)
        {
            var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerFor(message);
            return new(serializer, serializer.ToBinary(message), serializer.Manifest(message));
        }

        private static object Read(Written written) => written.Serializer.FromBinary(written.Bytes, written.Manifest);

        private sealed record Written(SerializerWithStringManifest Serializer, byte[] Bytes, string Manifest);
    }
}
