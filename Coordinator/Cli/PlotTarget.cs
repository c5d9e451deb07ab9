namespace ActorSearch.Coordinator.Cli;

/// <summary>Where pictures go: one file, or a folder that gets each kind as PNG and SVG.</summary>
internal static class PlotTarget
{
    /// <param name="kinds">Those asked for; empty = not given.</param>
    /// <param name="all">The kinds of a folder where none are asked for; a file gets the first.</param>
    /// <returns>Each kind with its files.</returns>
    /// <exception cref="BadInputException">Several kinds for one file, or a place that cannot be written to.</exception>
    public static IEnumerable<(string Kind, string[] Files)> Of(string to, string[] kinds, string[] all)
    {
        if (Directory.Exists(to) || Path.GetExtension(to) is not { Length: > 0 } extension)
        {
            Options.CreateFolder("--to", to);
            return (kinds.Length > 0 ? kinds : all).Select(kind => (kind, new[] { Path.Combine(to, kind + ".png"), Path.Combine(to, kind + ".svg") }));
        }
        if (extension is not (".png" or ".svg")) throw new BadInputException($"--to: {to} ends in {extension}; .png, .svg or a folder was expected");
        if (kinds.Length > 1) throw new BadInputException($"--to: {to} is one file, for one --kind; give a folder for several");
        Options.RequireFolderOf("--to", to);
        return [(kinds.FirstOrDefault(all[0]), [to])];
    }
}
