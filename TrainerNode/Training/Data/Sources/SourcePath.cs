using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>The specification's path, looked at before anything reads it.</summary>
internal static class SourcePath
{
    public static string File(DataSpec spec, DataRoots roots, string expected) => Given(spec, roots, expected, out var path) == FileType.Folder
        ? throw new BadInputException($"data.path: {path} is a folder; expected {expected}")
        : path;

    public static string Folder(DataSpec spec, DataRoots roots, string expected) => Given(spec, roots, expected, out var path) == FileType.Folder
        ? path
        : throw new BadInputException($"data.path: {path} is a file; expected {expected}");

    /// <summary>Before anything at the path is touched.</summary>
    /// <exception cref="BadInputException">It is outside of the roots.</exception>
    public static void RequireInside(string path, DataRoots roots)
    {
        if (roots.Real(path) is null) throw new BadInputException($"data.path: {path} is {roots.Outside}");
    }

    private static FileType Given(DataSpec spec, DataRoots roots, string expected, out string path)
    {
        path = string.IsNullOrWhiteSpace(spec.Path) ? throw new BadInputException($"data.path: missing; expected {expected}") : spec.Path;
        RequireInside(path, roots);
        return DataFile.TypeOf(new DataName(path), roots) ?? throw new BadInputException($"data.path: {path} does not exist; expected {expected}");
    }
}
