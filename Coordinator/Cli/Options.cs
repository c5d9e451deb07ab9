using System.CommandLine;
using System.CommandLine.Parsing;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Arguments, options and checks that several commands share.</summary>
internal static class Options
{
    /// <summary>Any text; null where the option is absent.</summary>
    public static Option<string?> Text(string name, string unit, string description) => new(name) { Description = description, HelpName = unit };

    /// <summary>One word of a few; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !words.Contains(given))
                result.AddError($"{name}: {given} is not known; expected {string.Join(" or ", words)}");
        });
        return option;
    }

    /// <summary>Several words of a few: the option repeated, or words separated by commas. An empty array where the option is absent.</summary>
    public static Option<string[]> SomeOf(string name, string unit, string description, params string[] words)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => [] };
        option.CustomParser = result =>
        {
            const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            string[] given = [.. result.Tokens.SelectMany(token => token.Value.Split(',', Trimmed)).Distinct()];
            if (given.FirstOrDefault(word => !words.Contains(word)) is { } unknown)
                result.AddError($"{name}: {unknown} is none of {string.Join(", ", words)}{NearestName.Hint(unknown, words)}");
            return given;
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A number within bounds, which both are allowed.</summary>
    /// <typeparam name="T">int, long or double; nullable where the option has no default.</typeparam>
    public static Option<T> Number<T>(string name, string unit, T usual, double least, double most, string description)
    {
        var option = new Option<T>(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => usual };
        var isWhole = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) != typeof(double);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && double.TryParse(given, out var n) && !(n >= least && n <= most && (!isWhole || n == Math.Floor(n))))
                result.AddError($"{name}: {n} is not a {(isWhole ? "whole " : "")}number from {least} to {most}");
        });
        return option;
    }

    /// <exception cref="BadInputException">The folder cannot be created.</exception>
    public static void CreateFolder(string option, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{option}: cannot create the folder {folder} ({e.Message})", e);
        }
    }

    /// <exception cref="BadInputException">The folder that the file would be in does not exist.</exception>
    public static void RequireFolderOf(string option, string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new BadInputException($"{option}: there is no folder {folder}");
    }
}
