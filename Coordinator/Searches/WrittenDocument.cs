using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Searches;

/// <summary>A document as its readers get it.</summary>
internal sealed record WrittenDocument(byte[] Json) : ILocalMessage;
