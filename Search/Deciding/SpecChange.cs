using ActorSearch.Search.Specs;
using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Deciding;

/// <summary>What differs between two specifications of one search, and whether the second may continue the first.</summary>
public static class SpecChange
{
    /// <summary>The first key that differs, as in the search file (`train.epochs`); null when all are equal.</summary>
    public static string? First(SearchSpec old, SearchSpec spec) => SearchSpec.Keys.Differences(old, spec).FirstOrDefault().Place;

    /// <summary>
    /// Why <paramref name="spec"/> cannot continue <paramref name="old"/>, in one line; null when it can: keys differ only where their declaration says that
    /// a change makes nothing void, or that they may grow, and have grown.
    /// </summary>
    public static string? Refusal(SearchSpec old, SearchSpec spec)
    {
        var differences = SearchSpec.Keys.Differences(old, spec).Where(difference => difference.Key.Changes is Changes.Search or Changes.Training).ToList();
        var growing = SearchSpec.Keys.All.SelectMany(section => section.Inner?.All.Where(key => key.Grows).Select(key => $"{section.Name}.{key.Name}") ?? []);
        if (differences.Find(difference => !difference.Key.Grows).Place is { } place)
            return $"{place} differs from the search that is there; only {string.Join(", ", growing)} may grow";
        return differences.Where(d => d.New is not null && !(Number(d.New) >= Number(d.Old)))
            .Select(d => $"{d.Place} is {d.New}, less than the {d.Old ?? "unlimited"} of the search that is there").FirstOrDefault();
    }

    private static long? Number(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
