namespace ActorSearch.Coordinator.Journal;

/// <summary>By what names the journal knows its writers.</summary>
internal static class PersistenceIds
{
    /// <summary>The list of all searches, kept by their supervisor.</summary>
    public const string Searches = "searches";

    /// <summary>One search.</summary>
    public static string Of(SearchId search) => $"search-{search}";
}
