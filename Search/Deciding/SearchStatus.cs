namespace ActorSearch.Search.Deciding;

/// <summary>Where a search is in its life.</summary>
public enum SearchStatus { NotSubmitted, Running, Paused, Finished, Cancelled }
