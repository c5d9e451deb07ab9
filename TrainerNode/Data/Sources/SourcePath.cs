using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>The specification's path, looked at before anything reads it.</summary>
internal static class SourcePath
{
    public static string File(DataSpec spec, string expected)
    {
        var path = Given(spec, expected);
        if (Directory.Exists(path)) throw new BadInputException($"data.path: {path} is a folder; expected {expected}");
        return System.IO.File.Exists(path) ? path : throw new BadInputException($"data.path: {path} does not exist; expected {expected}");
    }

    public static string Folder(DataSpec spec, string expected)
    {
        var path = Given(spec, expected);
        if (System.IO.File.Exists(path)) throw new BadInputException($"data.path: {path} is a file; expected {expected}");
        return Directory.Exists(path) ? path : throw new BadInputException($"data.path: {path} does not exist; expected {expected}");
    }

    private static string Given(DataSpec spec, string expected) =>
        string.IsNullOrWhiteSpace(spec.Path) ? throw new BadInputException($"data.path: missing; expected {expected}") : spec.Path;
}
