using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>The specification's path, looked at before anything reads it.</summary>
internal static class SourcePath
{
    /// <summary>The path, which leads to a file, or to a folder where that is asked for.</summary>
    /// <exception cref="BadInputException">The path is missing, outside of the roots, or leads to nothing or something else.</exception>
    public static string Of(DataSpec spec, DataRoots roots, string expected, bool isFolder = false)
    {
        var path = string.IsNullOrWhiteSpace(spec.Path) ? throw new BadInputException($"data.path: missing; expected {expected}") : spec.Path;
        RequireInside(path, roots);
        var type = DataFile.TypeOf(path, roots) ?? throw new BadInputException($"data.path: {path} does not exist; expected {expected}");
        return type == FileType.Folder == isFolder
            ? path
            : throw new BadInputException($"data.path: {path} is a {(isFolder ? "file" : "folder")}; expected {expected}");
    }

    /// <summary>Before anything at the path is touched.</summary>
    /// <exception cref="BadInputException">It is outside of the roots.</exception>
    public static void RequireInside(string path, DataRoots roots)
    {
        if (roots.Real(path) is null) throw new BadInputException($"data.path: {path} is {roots.Outside}");
    }
}
