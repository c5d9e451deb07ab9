using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>What a search was when last asked for.</summary>
/// <param name="Waiting">Why its state is not known just now; the rest is as it was.</param>
/// <param name="Gone">There is no such search (any more).</param>
internal sealed record FeedState(SeenDocument<StatusDocument>? Status, SeenDocument<SlotsDocument>? Slots, string? Waiting, bool Gone);
