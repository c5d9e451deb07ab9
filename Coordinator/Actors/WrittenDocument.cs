using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Actors;

/// <summary>A document as it is sent to whoever reads it.</summary>
internal sealed record WrittenDocument(byte[] Json) : ILocalMessage;
