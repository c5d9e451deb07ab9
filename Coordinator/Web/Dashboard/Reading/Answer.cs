namespace ActorSearch.Coordinator.Web.Dashboard.Reading;

/// <summary>What was asked for, or why it is not there.</summary>
/// <param name="Waiting">Nobody can tell at the moment; it may be asked again.</param>
/// <param name="Missing">There is no such thing.</param>
internal sealed record Answer<T>(T? Document, string? Waiting = null, string? Missing = null) where T : class;
