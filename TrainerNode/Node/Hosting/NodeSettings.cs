using System.CommandLine;
using System.Text.Json;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// Collects the settings of a node. An option on the command line (`--public-host`) overrides the environment (`ACTORSEARCH_PUBLIC_HOST`), which overrides the
/// section `"ActorSearch"` of `appsettings.json` in the working folder (`"publicHost"`).
/// </summary>
public sealed class NodeSettings
{
    /// <summary>Default remoting port of a coordinator.</summary>
    public const int CoordinatorPort = 4053;

    /// <summary>Default HTTP port of a coordinator.</summary>
    public const int DefaultHttpPort = 4080;

    private readonly Dictionary<string, string> _given = [];
    private readonly NodeRole _role;

    private NodeSettings(NodeRole role) => _role = role;

    /// <summary>Adds an option for every setting of the role.</summary>
    /// <returns>A function that collects the settings from all sources, for <see cref="Options"/> or the launcher.</returns>
    public static Func<ParseResult, NodeSettings> AddTo(Command command, NodeRole role)
    {
        var options = new Dictionary<string, Option>();
        foreach (var setting in NodeSetting.Of(role))
        {
            var name = "--" + setting.Name;
            Option option = setting.Flag ? new Option<bool>(name) : setting.Several ? new Option<string[]?>(name) : new Option<string?>(name);
            option.Description = setting.Help;
            command.Options.Add(options[setting.Name] = option);
        }
        return parsed => Collect(role, Environment.GetEnvironmentVariable, "appsettings.json", name => options[name] switch
        {
            Option<bool> flag => parsed.GetValue(flag) ? "true" : null,
            Option<string?> text => parsed.GetValue(text),
            Option<string[]?> several => parsed.GetValue(several) is { Length: > 0 } values ? string.Join(',', values) : null,
            _ => null,
        });
    }

    /// <summary>Collects the settings of a role from three sources. Empty values count as not given.</summary>
    /// <param name="environment">Returns the value of a variable, or null.</param>
    /// <param name="file">Path of the settings file, which need not exist.</param>
    /// <param name="commandLine">Returns the value of an option, or null if it was not given.</param>
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

    /// <summary>Names of the settings that any source gives.</summary>
    public IEnumerable<string> Names => _given.Keys;

    /// <summary>The value of a setting; null if no source gives it.</summary>
    public string? this[string name] => _given.GetValueOrDefault(name);

    /// <summary>The settings, completed with defaults and checked.</summary>
    /// <exception cref="BadInputException">One line for each invalid setting.</exception>
    public NodeOptions Options() => NodeChecks.Options(_role, this);

    private void ReadFile(string file)
    {
        try
        {
            var syntax = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            using var json = JsonDocument.Parse(System.IO.File.ReadAllText(file), syntax);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("ActorSearch", out var section)) return;
            if (section.ValueKind != JsonValueKind.Object) throw new BadInputException($"{file}: ActorSearch is not an object of settings");
            foreach (var member in section.EnumerateObject())
            {
                var name = member.Name;
                var setting = NodeSetting.All.FirstOrDefault(s => s.Json == name) ?? throw new BadInputException(
                    $"{file}: ActorSearch.{name} is no setting{NearestName.Hint(name, [.. NodeSetting.All.Select(s => s.Json)])}");
                if (setting.Only is { } only && only != _role) continue;
                _given[setting.Name] = member.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(',', member.Value.EnumerateArray())
                    : member.Value.ToString();
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
