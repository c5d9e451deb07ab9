using ActorSearch.Coordinator.Study.Plots;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Where pictures go: one file, or a folder that gets each kind as PNG and SVG.</summary>
internal sealed record PlotTarget(string Path, bool IsFolder, IReadOnlyList<string> Kinds)
{
    /// <param name="kinds">Those asked for; null = not said.</param>
    /// <exception cref="BadInputException">An unknown kind, several for one file, or a place that cannot be written to.</exception>
    public static PlotTarget Of(string to, IReadOnlyList<string>? kinds, IReadOnlyList<string> known)
    {
        if (kinds?.FirstOrDefault(kind => !known.Contains(kind)) is { } unknown) throw new BadInputException($"--kind: {unknown} is none of {string.Join(", ", known)}{NearestName.Hint(unknown, [.. known])}");
        if (!Directory.Exists(to) && System.IO.Path.GetExtension(to) is { Length: > 0 } extension)
        {
            if (extension is not (".png" or ".svg")) throw new BadInputException($"--to: {to} ends in {extension}; .png, .svg or a folder was expected");
            if (kinds?.Distinct().Count() > 1) throw new BadInputException($"--to: {to} is one file, for one --kind; give a folder for several");
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(to)) is { } folder && !Directory.Exists(folder)) throw new BadInputException($"--to: there is no folder {folder}");
            return new(to, false, [kinds?[0] ?? "front"]);
        }
        try
        {
            Directory.CreateDirectory(to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--to: {to} cannot be made a folder ({e.Message})", e);
        }
        return new(to, true, [.. (kinds ?? known).Distinct()]);
    }

    public void Write(string kind, Figure figure, PaperSize size, TextWriter say)
    {
        foreach (var file in IsFolder ? [System.IO.Path.Combine(Path, kind + ".png"), System.IO.Path.Combine(Path, kind + ".svg")] : new[] { Path })
        {
            File.WriteAllBytes(file, file.EndsWith(".svg", StringComparison.Ordinal) ? FigureFile.Svg(figure, size) : FigureFile.Png(figure, size));
            say.WriteLine(file);
        }
    }
}
