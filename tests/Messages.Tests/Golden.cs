namespace ActorSearch.Messages.Tests;

/// <summary>Files of released versions, beside the tests.</summary>
internal static class Golden
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);
}
