using Akka.Actor;

namespace ActorSearch.Messages;

/// <summary>Travels between processes. Every record that implements it has a manifest and stays below 64 kB: files travel by reference.</summary>
public interface IWireMessage;

/// <summary>What trainers say; from them nothing else is taken (docs/security.md).</summary>
public interface ITrainerMessage : IWireMessage;

/// <summary>A fact in the supervisor's journal: which searches exist.</summary>
public interface ISupervisorEvent { DateTimeOffset At { get; } }

/// <summary>Never leaves its process, and so may hold what cannot be serialised.</summary>
public interface ILocalMessage : INoSerializationVerificationNeeded;
