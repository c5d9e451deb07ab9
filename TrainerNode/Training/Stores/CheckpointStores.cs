using ActorSearch.TrainerNode.Training.Stores.Folder;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.TrainerNode.Training.Stores;

/// <summary>Makes stores. A place is a folder's path, or a URI whose scheme says which kind of store it is.</summary>
public static class CheckpointStores
{
    /// <summary>A kind of store is one file, and a line here for its scheme. It gets the place as it was written.</summary>
    private static readonly SortedDictionary<string, Func<string, StoreSettings, ICheckpointStore>> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [Uri.UriSchemeFile] = (place, _) => new FolderCheckpointStore(FolderOf(place)!),
        [Uri.UriSchemeHttp] = HttpCheckpointStore.Open,
        [Uri.UriSchemeHttps] = HttpCheckpointStore.Open,
    };

    /// <summary>Schemes of all kinds, in order.</summary>
    public static IEnumerable<string> Schemes => Kinds.Keys;

    /// <summary>The store of a place. Some are <see cref="IDisposable"/>.</summary>
    /// <exception cref="BadInputException">There is no such kind, or the place is none of its kind; one line.</exception>
    public static ICheckpointStore Open(string place, StoreSettings? settings = null) => Kinds[SchemeOf(place)](place, settings ?? new StoreSettings());

    /// <summary>The local folder of a place; null where it is elsewhere.</summary>
    /// <exception cref="BadInputException">There is no such kind.</exception>
    public static string? FolderOf(string place)
    {
        if (SchemeOf(place) != Uri.UriSchemeFile) return null;
        var prefix = Uri.UriSchemeFile + ":";
        if (!place.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return Path.GetFullPath(place);
        return Uri.TryCreate(place, UriKind.Absolute, out var uri) ? uri.LocalPath : Path.GetFullPath(Uri.UnescapeDataString(place[prefix.Length..]));
    }

    private static string SchemeOf(string place)
    {
        var scheme = place[..Math.Max(0, place.IndexOf(':', StringComparison.Ordinal))];
        if (Kinds.ContainsKey(scheme)) return scheme.ToLowerInvariant();
        return place.AsSpan(scheme.Length).StartsWith("://", StringComparison.Ordinal)
            ? throw new BadInputException($"{place}: there is no store of this kind; give a folder, or a URI with {string.Join(", ", Schemes)}")
            : Uri.UriSchemeFile;
    }
}
