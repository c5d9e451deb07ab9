namespace ActorSearch.Messages;

/// <summary>
/// A <see cref="SearchSnapshot"/> in the form that is written: head as JSON, candidates and files packed, because there may be a
/// hundred thousand of them (docs/decisions/0009).
/// </summary>
public sealed record PackedSnapshot(SearchSnapshot Snapshot);
