namespace ActorSearch.Coordinator.Store;

/// <summary>What a client asks for may be at a coordinator that does not answer.</summary>
internal sealed class PeerAwayException() : IOException("not here, and a coordinator that may have it does not answer");
