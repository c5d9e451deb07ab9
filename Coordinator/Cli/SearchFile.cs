namespace ActorSearch.Coordinator.Cli;

/// <summary>A search file read for a command, with `--set` and `--data` applied.</summary>
/// <param name="Text">The file as it takes effect, for `search.yaml`.</param>
internal sealed record SearchFile(SearchSpec Spec, string Text)
{
    /// <summary>Reads and validates; warnings go to the terminal.</summary>
    /// <param name="dataPath">`--data`, relative to the working folder; null = `data.path`, relative to the search file.</param>
    /// <exception cref="BadInputException">The file cannot be read or is wrong; every problem is printed, the last is the message.</exception>
    public static SearchFile Read(string file, IReadOnlyList<string> sets, string? dataPath, Terminal terminal)
    {
        string text;
        try
        {
            text = TextOf(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(Directory.Exists(file)
                ? $"{file}: is a folder; a search file (YAML) was expected"
                : $"{file}: cannot be read; a search file (YAML) was expected ({(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)})", e);
        }
        var reading = SpecReader.Read(text, file, sets);
        foreach (var problem in reading.Problems.Where(p => p.Warning)) terminal.Error.WriteLine($"warning: {problem}");
        var errors = reading.Problems.Where(p => !p.Warning).ToList();
        foreach (var problem in errors.SkipLast(1)) terminal.Error.WriteLine(problem);
        if (errors.Count > 0) throw new BadInputException(errors[^1].ToString());
        var spec = reading.Spec!;
        var path = dataPath ?? (spec.Data.Path is { } relative ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, relative) : null);
        return new(spec with { Data = spec.Data with { Path = path } }, reading.EffectiveYaml);
    }

    /// <summary>A pipe is as good as a file here, but neither is read to an end that may never come.</summary>
    private static string TextOf(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[SpecReader.MostBytes + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > SpecReader.MostBytes)
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"{file}: has more than {SpecReader.MostBytes:N0} bytes; a search file (YAML) was expected"));
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count));
        return reader.ReadToEnd();
    }
}
