using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Which images a folder holds, with labels and groups: from `labels.csv` (columns file, label and, if asked for, the group) where there is one,
/// else a folder per class. Sorted by relative path, byte by byte, so that the order is the same on every machine.
/// </summary>
/// <param name="IsLabeled">By the labels file.</param>
internal sealed record ImageList(string[] Files, string[] Labels, string[]? Groups, bool IsLabeled)
{
    public const string LabelsFile = "labels.csv";

    private const string InClasses = $"expected every image in the folder of its class, or a {LabelsFile}";

    public static ImageList Read(string folder, DataRoots roots, string? group, CancellationToken cancel)
    {
        var labels = Path.Combine(folder, LabelsFile);
        if (DataFile.TypeOf(labels, roots) is not (null or FileType.Folder)) return FromLabels(folder, roots, labels, group, cancel);
        if (group is not null) throw new BadInputException($"data.group: {folder} has no {LabelsFile}; expected one with the columns file, label and {group}");
        return FromClasses(folder, roots, cancel);
    }

    private static ImageList FromLabels(string folder, DataRoots roots, string labels, string? group, CancellationToken cancel)
    {
        var table = new CsvTable(labels, roots, ',', header: true, cancel);
        var (file, label) = (table.Position("file", labels), table.Position("label", labels));
        var grouped = group is null ? -1 : table.Position(group, "data.group");
        var rows = new List<(long Line, string File, string Label, string Group)>();
        var kept = new KeptTexts(labels);
        table.ForEachRow((line, fields) =>
        {
            if (rows.Count == FolderWalk.MostEntries)
                throw Bad(line, $"comes after {FolderWalk.MostEntries:N0} files, the most that are taken");
            var (name, text) = (fields[file].Replace('\\', '/'), LabelText.Clean(fields[label]));
            rows.Add((line, kept.Keep(name), kept.Keep(text), grouped < 0 ? "" : kept.Keep(fields[grouped])));
        });
        rows = [.. rows.OrderBy(row => row.File, StringComparer.Ordinal)];
        for (var i = 0; i < rows.Count; i++)
        {
            var (line, name, text, _) = rows[i];
            if (text.Length == 0) throw Bad(line, "the label is missing");
            if (Path.IsPathRooted(name) || name.Split('/').Contains(".."))
                throw Bad(line, $"'{name}' is not a path below the folder", "the file is not a path below the folder");
            var path = Path.Combine(folder, name);
            if (roots.Real(path) is null) throw Bad(line, $"'{name}' is {roots.Outside}", $"the file is {roots.Outside}");
            if (DataFile.TypeOf(new DataName(path, labels), roots) is null or FileType.Folder)
                throw Bad(line, $"there is no file '{name}'", "there is no such file");
            if (i > 0 && rows[i - 1].File == name) throw Bad(line, $"'{name}' occurs twice", "the file occurs twice");
        }
        string[]? groups = group is null ? null : [.. rows.Select(row => row.Group)];
        return new([.. rows.Select(row => row.File)], [.. rows.Select(row => row.Label)], groups, IsLabeled: true);

        BadInputException Bad(long line, string what, string? withoutContent = null) => ((DataName)$"{labels}, line {line}").Bad(what, withoutContent);
    }

    private static ImageList FromClasses(string folder, DataRoots roots, CancellationToken cancel)
    {
        var (found, kept) = (new List<(string File, string Label)>(), new KeptTexts(folder));
        FolderWalk.Files(folder, roots, path =>
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            var parts = name.Split('/');
            var isNote = Path.GetFileNameWithoutExtension(path).Equals("MANIFEST", StringComparison.OrdinalIgnoreCase) || parts[^1] == LabelsFile;
            if (isNote || parts.Any(part => part.StartsWith('.'))) return;
            var image = Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";
            if (parts.Length == 1 && !image) return;
            if (parts.Length == 1) throw Bad("an image", $"lies beside the class folders; {InClasses}");
            if (!image) throw Bad("a file", "is no .jpg, .jpeg or .png file; expected only images in a class folder");
            found.Add((kept.Keep(name), kept.Keep(parts[0])));

            BadInputException Bad(string which, string what) => new DataName(path, folder).Bad(what, $"{which} {what}");
        }, skipUnreadable: false, cancel);
        if (found.Count == 0) throw new BadInputException($"{folder}: holds no images; expected a folder per class with .jpg, .jpeg or .png files");
        found.Sort((a, b) => string.CompareOrdinal(a.File, b.File));
        return new([.. found.Select(f => f.File)], [.. found.Select(f => f.Label)], null, IsLabeled: false);
    }
}
