using System.CommandLine;

namespace ActorSearch.Coordinator.Cli;

/// <summary>A search file read for a command, with `--set` and `--data` applied.</summary>
/// <param name="Text">The file as it takes effect, for `search.yaml`.</param>
internal sealed record SearchFile(string File, SearchSpec Spec, string Text)
{
    /// <summary>Adds `FILE`, `--data` and `--set` to a command.</summary>
    /// <returns>Reads the file that the command line names.</returns>
    public static Func<ParseResult, SearchFile> AddTo(Command command, Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The search file (YAML)." };
        var data = Options.Text("--data", "PATH", "File or folder with the samples, instead of data.path of the search file.");
        var set = new Option<string[]>("--set")
        {
            Description = "Set one value of the search file, as in --set train.epochs=5; may be repeated.",
            HelpName = "a.b=c",
            DefaultValueFactory = _ => [],
        };
        command.Add(file);
        command.Add(data);
        command.Add(set);
        return parsed => Read(parsed.GetRequiredValue(file), parsed.GetRequiredValue(set), parsed.GetValue(data), terminal);
    }

    /// <summary>Reads and validates; warnings go to the terminal.</summary>
    /// <param name="dataPath">`--data`, relative to the working folder; null = `data.path`, relative to the search file.</param>
    /// <exception cref="BadInputException">The file cannot be read or is wrong; it has a line for every problem.</exception>
    private static SearchFile Read(string file, string[] sets, string? dataPath, Terminal terminal)
    {
        string text;
        try
        {
            text = TextOf(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message;
            var (problem, why) = Directory.Exists(file) ? ("is a folder", "") : ("cannot be read", $" ({reason})");
            throw new BadInputException($"{file}: {problem}; a search file (YAML) was expected{why}", e);
        }
        var reading = SpecReader.Read(text, file, sets);
        terminal.Warn(reading.Problems.Where(problem => problem.Warning));
        string[] errors = [.. reading.Errors.Select(error => error.ToString())];
        if (errors.Length > 0) throw new BadInputException(errors[^1]) { Lines = errors };
        var spec = reading.Spec!;
        var path = dataPath ?? (spec.Data.Path is { } relative ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, relative) : null);
        return new(file, spec with { Data = spec.Data with { Path = path } }, reading.EffectiveYaml);
    }

    /// <summary>Reads files and pipes, but no further than the limit: neither need ever end.</summary>
    private static string TextOf(string file)
    {
        using var stream = System.IO.File.OpenRead(file);
        var bytes = new byte[SpecReader.MostBytes + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > SpecReader.MostBytes)
            throw new BadInputException($"{file}: has more than {SpecReader.MostBytes:N0} bytes; a search file (YAML) was expected");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count));
        return reader.ReadToEnd();
    }
}
