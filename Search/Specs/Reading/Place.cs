namespace ActorSearch.Search.Specs.Reading;

/// <summary>Where something is in a search file or in an override.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
/// <param name="Override">The override; null = the file.</param>
internal readonly record struct Place(int Line, int Column, string? Override);
