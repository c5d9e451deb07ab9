using System.CommandLine;
using System.Text.Json;
using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>
/// The settings of a node: `--public-host` on the command line is stronger than `ACTORSEARCH_PUBLIC_HOST` in the environment, and that
/// than `"publicHost"` in the section `"ActorSearch"` of `appsettings.json` in the working folder.
/// </summary>
public sealed class NodeSettings
{
    public const int CoordinatorPort = 4053;
    public const int DefaultHttpPort = 4080;

    private readonly Dictionary<string, string> _given = [];
    private readonly NodeRole _role;

    private NodeSettings(NodeRole role) => _role = role;

    /// <summary>Adds an option for every setting of the role.</summary>
    /// <returns>Collects what was given, weakest source first, for <see cref="Options"/> or the launcher.</returns>
    public static Func<ParseResult, NodeSettings> AddTo(Command command, NodeRole role)
    {
        var options = NodeSetting.Of(role).ToDictionary(setting => setting.Name, setting => setting.IsFlag
            ? (Option)new Option<bool>("--" + setting.Name) { Description = setting.Help }
            : new Option<string?>("--" + setting.Name) { Description = setting.Help });
        foreach (var option in options.Values) command.Options.Add(option);
        return parsed => Collect(role, Environment.GetEnvironmentVariable, "appsettings.json", name => options[name] switch
        {
            Option<bool> flag => parsed.GetValue(flag) ? "true" : null,
            Option<string?> text => parsed.GetValue(text),
            _ => null,
        });
    }

    /// <param name="environment">Reads a variable.</param>
    /// <param name="file">The settings file; need not be there.</param>
    /// <param name="commandLine">What an option was given; null when it was not.</param>
    /// <exception cref="BadInputException">The file cannot be read or has an unknown setting.</exception>
    public static NodeSettings Collect(NodeRole role, Func<string, string?> environment, string file, Func<string, string?> commandLine)
    {
        var settings = new NodeSettings(role);
        if (System.IO.File.Exists(file)) settings.ReadFile(file);
        foreach (var setting in NodeSetting.Of(role))
        {
            var given = commandLine(setting.Name) ?? environment(setting.Variable);
            if (!string.IsNullOrEmpty(given)) settings._given[setting.Name] = given;
        }
        return settings;
    }

    /// <summary>What was given, in any of the sources.</summary>
    public IEnumerable<string> Names => _given.Keys;

    public string? this[string name] => _given.GetValueOrDefault(name);

    /// <summary>Everything checked and filled in.</summary>
    /// <exception cref="BadInputException">One line for each setting that is wrong.</exception>
    public NodeOptions Options() => NodeChecks.Options(_role, this);

    private void ReadFile(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("ActorSearch", out var section)) return;
            if (section.ValueKind != JsonValueKind.Object) throw new BadInputException($"{file}: ActorSearch is no object of settings");
            foreach (var member in section.EnumerateObject())
            {
                var setting = NodeSetting.All.FirstOrDefault(s => s.Json == member.Name)
                    ?? throw new BadInputException($"{file}: ActorSearch.{member.Name} is no setting{NearestName.Hint(member.Name, [.. NodeSetting.All.Select(s => s.Json)])}");
                if (setting.Only is { } only && only != _role) continue;
                _given[setting.Name] = member.Value.ValueKind == JsonValueKind.Array ? string.Join(',', member.Value.EnumerateArray()) : member.Value.ToString();
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
