using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Converts settings to their types. Reports an invalid one and treats it as not given, so that all invalid settings are reported at once.</summary>
internal sealed class SettingReader(NodeSettings given)
{
    /// <summary>One line each.</summary>
    public List<string> Problems { get; } = [];

    public int Whole(string name, int fallback, int least, int most)
    {
        if (given[name] is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Problems.Add($"{name}: {text} is not a whole number from {least} to {most}");
        return fallback;
    }

    public T Choice<T>(string name, params (string Text, T Value)[] choices)
    {
        if (given[name] is not { } text) return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Text == text) return choice.Value;
        Problems.Add($"{name}: {text} is neither {string.Join(" nor ", choices.Select(choice => choice.Text))}");
        return choices[0].Value;
    }

    public bool Flag(string name) => Choice(name, ("false", false), ("true", true), ("False", false), ("True", true));

    public string? File(string name)
    {
        if (given[name] is not { } file) return null;
        if (!System.IO.File.Exists(file)) Problems.Add($"{name}: {file}: no such file");
        return file;
    }

    /// <summary>
    /// The value of NAME, or the only line of the file that NAME-file names. A file that cannot be read counts as given, so that the lack of the value is not
    /// reported, too.
    /// </summary>
    public string? Secret(string name)
    {
        if (given[name + "-file"] is not { } file) return given[name];
        try
        {
            if (given[name] is null) return SecretFile.Read(file);
            Problems.Add($"{name}, {name}-file: give one of them");
        }
        catch (BadInputException e)
        {
            Problems.Add($"{name}-file: {e.Message}");
        }
        return "";
    }

    public ImmutableArray<HostPort> Seeds() => Several<HostPort>("seeds", "host:port", part =>
        part.LastIndexOf(':') is var colon and > 0
            && int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? [new(part[..colon], port)]
            : []);

    public ImmutableArray<Uri> Addresses(string name) => Several<Uri>(name, "http://host:port", part =>
        Uri.TryCreate(part, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/" ? [address] : []);

    /// <param name="read">The value of a part, or nothing if the part is invalid.</param>
    private ImmutableArray<T> Several<T>(string name, string expected, Func<string, ImmutableArray<T>> read)
    {
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var part in given[name]?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (read(part) is [var value]) values.Add(value);
            else Problems.Add($"{name}: {part} is not {expected}");
        }
        if (values.Distinct().Count() != values.Count) Problems.Add($"{name}: one is there twice");
        return values.ToImmutable();
    }

    /// <summary>Names or addresses of machines, without a port.</summary>
    public ImmutableArray<string> HostNames(string name)
    {
        if (given[name] is not { } text) return [];
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        foreach (var wrong in names.Where(one => Uri.CheckHostName(one) == UriHostNameType.Unknown))
            Problems.Add($"{name}: {wrong} is not the name of a machine (without a port)");
        return [.. names];
    }

    /// <summary>Folders of data sets; by default the working directory.</summary>
    public DataRoots DataRoots(string name)
    {
        var folders = given[name]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (folders is []) Problems.Add($"{name}: names no folder");
        try
        {
            return Training.Data.DataRoots.Of(folders ?? [Environment.CurrentDirectory]);
        }
        catch (BadInputException e)
        {
            Problems.Add(folders is null ? $"{name}: not given, and the working directory {e.Message} (--{name} DIR)" : $"{name}: {e.Message}");
            return Training.Data.DataRoots.Of([]);
        }
    }

    public string Name()
    {
        var name = given["name"] ?? Environment.MachineName;
        if (!PlainName.IsPlain(name)) Problems.Add($"name: {name} is not {PlainName.Rule}");
        return name;
    }

    public ComputeDevice Device()
    {
        try
        {
            return ComputeDevice.Parse(given["device"] ?? "cpu");
        }
        catch (BadInputException e)
        {
            Problems.Add(e.Message);
            return ComputeDevice.Cpu;
        }
    }
}
