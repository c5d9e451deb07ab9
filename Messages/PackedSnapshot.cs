namespace ActorSearch.Messages;

/// <summary>
/// A <see cref="SearchSnapshot"/> as the snapshot table stores it: the head is JSON; candidates and files are packed, because a search may have a hundred
/// thousand of them (docs/decisions/0009).
/// </summary>
public sealed record PackedSnapshot(SearchSnapshot Snapshot);
