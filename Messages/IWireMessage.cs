using Akka.Actor;

namespace ActorSearch.Messages;

/// <summary>
/// A message between processes. Every record that implements it has a manifest and takes at most <see cref="RecordCodec.MaxMessageBytes"/>: messages refer to
/// files and do not contain them.
/// </summary>
public interface IWireMessage;

/// <summary>A message that a trainer may send. Other nodes drop anything else from a trainer (docs/security.md).</summary>
public interface ITrainerMessage : IWireMessage;

/// <summary>A record of the supervisor's journal, which lists the searches that exist.</summary>
public interface ISupervisorEvent
{
    /// <summary>When the event happened.</summary>
    DateTimeOffset At { get; }
}

/// <summary>A message that stays within its process, and so may hold values that cannot be serialized.</summary>
public interface ILocalMessage : INoSerializationVerificationNeeded;
