namespace ActorSearch.Coordinator.Web.Dashboard.Reading;

/// <summary>A document, or why there is none.</summary>
/// <param name="Waiting">The coordinators cannot say at the moment; the page may ask again.</param>
/// <param name="Missing">It does not exist.</param>
internal sealed record Answer<T>(T? Document, string? Waiting = null, string? Missing = null) where T : class;
