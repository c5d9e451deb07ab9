using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Devices;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>
/// The settings of a node: `--public-host` on the command line is stronger than `ACTORSEARCH_PUBLIC_HOST` in the environment, and that
/// than `"publicHost"` in the section `"ActorSearch"` of `appsettings.json` in the working folder.
/// </summary>
public sealed class NodeSettings
{
    private sealed record Setting(string Name, string Help, NodeRole? Only = null)
    {
        public string Variable => "ACTORSEARCH_" + Name.Replace('-', '_').ToUpperInvariant();

        public string Json => JsonNamingPolicy.CamelCase.ConvertName(string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
    }

    public const int CoordinatorPort = 4053;
    public const int DefaultHttpPort = 4080;

    private static readonly Setting[] All =
    [
        new("host", "Address that remoting listens on (default: 127.0.0.1)."),
        new("port", "Port of remoting (default: 4053 for a coordinator; any free one for a trainer)."),
        new("public-host", "Name or address by which other nodes reach this one (default: host)."),
        new("seeds", "The coordinators as host:port,host:port, in the same order on every node (default: this coordinator; for a trainer 127.0.0.1:4053)."),
        new("coordinators", "How many coordinators the cluster has: 1, or 3 or a larger odd number (default: as many as seeds)."),
        new("cert", "PEM file with this node's certificate and private key; remoting is then encrypted and mutual."),
        new("ca", "PEM file with the authority's certificate."),
        new("insecure", "Allow addresses beyond loopback without certificates or token."),
        new("checkpoints", "Folder of checkpoints and tickets: one that all nodes share, or with peers or store a coordinator's own (default for a coordinator: FOLDER/checkpoints)."),
        new("store", "Machines that share no folder: the coordinators' HTTP addresses, http://host:port,... in place of checkpoints.", NodeRole.Trainer),
        new("cache", "With store: folder of files that were used lately; the trainers of a machine may share it (default: cache).", NodeRole.Trainer),
        new("cache-gb", "With store: size the cache may have, in GB (default: 10).", NodeRole.Trainer),
        new("peers", "Coordinators that share no folder: the HTTP addresses of the others, http://host:port,...", NodeRole.Coordinator),
        new("folder", "The coordinator's own folder (default: coordinator).", NodeRole.Coordinator),
        new("http-host", "Address of the HTTP control interface (default: host).", NodeRole.Coordinator),
        new("http-port", "Port of the HTTP control interface (default: 4080; 0: any free one).", NodeRole.Coordinator),
        new("token", "Bearer token that HTTP requests must carry; better given in the environment."),
        new("journal", "sqlite (one coordinator) or postgres (default: sqlite).", NodeRole.Coordinator),
        new("connection", "Npgsql connection string of the journal's database; better given in the environment.", NodeRole.Coordinator),
        new("name", "The trainer's name, unique in the cluster and the same after a restart (default: the machine's name).", NodeRole.Trainer),
        new("device", "Train in this very process on cpu or cuda:N.", NodeRole.Trainer),
        new("devices", "Start one process per device: auto, cpu:N or cuda:0,1 (default: auto).", NodeRole.Trainer),
        new("slots", "Trainings at once in one process (default: 1).", NodeRole.Trainer),
        new("vector", "Vector level of the kernels: auto or avx2 (default: auto).", NodeRole.Trainer),
    ];

    private readonly Dictionary<string, string> _given = [];
    private readonly List<string> _problems = [];
    private readonly NodeRole _role;

    private NodeSettings(NodeRole role) => _role = role;

    private static IEnumerable<Setting> Of(NodeRole role) => All.Where(setting => setting.Only is null || setting.Only == role);

    /// <summary>Adds an option for every setting of the role.</summary>
    /// <returns>Collects what was given, weakest source first, for <see cref="Options"/> or the launcher.</returns>
    public static Func<ParseResult, NodeSettings> AddTo(Command command, NodeRole role)
    {
        var options = Of(role).ToDictionary(setting => setting.Name, setting => setting.Name == "insecure"
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
        foreach (var setting in Of(role))
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
    public NodeOptions Options()
    {
        var coordinator = _role == NodeRole.Coordinator;
        var host = this["host"] ?? "127.0.0.1";
        var port = Whole("port", coordinator ? CoordinatorPort : 0, 0, 65535);
        var publicHost = this["public-host"] ?? host;
        if (publicHost is "0.0.0.0" or "::" or "*") _problems.Add($"public-host: other nodes cannot reach this one by {publicHost}; give its name or address");
        var seeds = Seeds() ?? [new HostPort(coordinator ? publicHost : "127.0.0.1", coordinator ? port : CoordinatorPort)];
        if (coordinator && port == 0) _problems.Add("port: a coordinator is a seed and needs a fixed port, not 0");
        var coordinators = Whole("coordinators", Math.Max(1, seeds.Count), 1, 99);
        if (coordinators % 2 == 0) _problems.Add($"coordinators: {coordinators} is no majority when half of them are lost; give 1, or 3 (or a larger odd number), with all of them in seeds");
        var (certificate, authority) = (File("cert"), File("ca"));
        if (certificate is null != authority is null) _problems.Add("cert, ca: give both or neither: nodes prove themselves to each other");
        var insecure = Flag("insecure");
        if (!insecure && certificate is null && !(IsLoopback(host) && IsLoopback(publicHost)))
            _problems.Add($"host: {(IsLoopback(host) ? publicHost : host)} is beyond loopback: give cert and ca (ops/make-certs.sh makes some for a test), or insecure");

        var folder = Path.GetFullPath(this["folder"] ?? "coordinator");
        var checkpoints = this["checkpoints"] ?? (coordinator ? Path.Combine(folder, "checkpoints") : null);
        var (store, peers) = (Addresses("store"), Addresses("peers"));
        if (!coordinator && checkpoints is null == store.IsEmpty)
            _problems.Add(store.IsEmpty ? "checkpoints: the folder that all nodes share is not given (nor store, the coordinators' HTTP addresses)" : "checkpoints, store: give one of them: a folder that all nodes share, or the coordinators' HTTP addresses");
        if (coordinator && !peers.IsEmpty && peers.Length != coordinators - 1) _problems.Add($"peers: {peers.Length} given; a cluster of {coordinators} has {coordinators - 1} other coordinators");

        var journal = Choice("journal", ("sqlite", JournalKind.Sqlite), ("postgres", JournalKind.Postgres));
        var connection = this["connection"];
        if (journal == JournalKind.Postgres && connection is null) _problems.Add("connection: the journal is postgres; its connection string is not given");
        if (journal == JournalKind.Sqlite && connection is not null) _problems.Add("connection: the journal is sqlite, which lies in folder; give journal=postgres with a connection string");
        if (coordinator && journal == JournalKind.Sqlite && coordinators > 1) _problems.Add($"journal: {coordinators} coordinators share one journal, which sqlite cannot; give postgres");
        var (httpHost, token) = (this["http-host"] ?? host, this["token"]);
        if (coordinator && !insecure && token is null && !IsLoopback(httpHost)) _problems.Add($"token: HTTP at {httpHost} is beyond loopback: give a token, or insecure");

        var options = new NodeOptions
        {
            Role = _role,
            Host = host,
            Port = port,
            PublicHost = publicHost,
            Seeds = seeds,
            Coordinators = coordinators,
            Certificate = certificate,
            Authority = authority,
            Checkpoints = checkpoints ?? "",
            Store = store,
            Cache = Path.GetFullPath(this["cache"] ?? "cache"),
            CacheBytes = Whole("cache-gb", 10, 1, 1 << 20) * 1_000_000_000L,
            Peers = peers,
            Folder = folder,
            HttpHost = httpHost,
            HttpPort = Whole("http-port", DefaultHttpPort, 0, 65535),
            Token = token,
            Journal = journal,
            Connection = connection,
            Name = Name(),
            Device = Device(),
            Slots = Whole("slots", 1, 1, 1024),
            Vector = Choice("vector", ("auto", VectorLevel.Auto), ("avx2", VectorLevel.Avx2)),
        };
        return _problems.Count == 0 ? options : throw new BadInputException(string.Join(Environment.NewLine, _problems));
    }

    private void ReadFile(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("ActorSearch", out var section)) return;
            if (section.ValueKind != JsonValueKind.Object) throw new BadInputException($"{file}: ActorSearch is no object of settings");
            foreach (var member in section.EnumerateObject())
            {
                var setting = Array.Find(All, s => s.Json == member.Name)
                    ?? throw new BadInputException($"{file}: ActorSearch.{member.Name} is no setting{NearestName.Hint(member.Name, [.. All.Select(s => s.Json)])}");
                if (setting.Only is { } only && only != _role) continue;
                _given[setting.Name] = member.Value.ValueKind == JsonValueKind.Array ? string.Join(',', member.Value.EnumerateArray()) : member.Value.ToString();
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private int Whole(string name, int fallback, int least, int most)
    {
        if (this[name] is not { } text) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is not a whole number from {least} to {most}"));
        return fallback;
    }

    private T Choice<T>(string name, params (string Text, T Value)[] choices)
    {
        if (this[name] is not { } text) return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Text == text) return choice.Value;
        _problems.Add($"{name}: {text} is neither {string.Join(" nor ", choices.Select(choice => choice.Text))}");
        return choices[0].Value;
    }

    private bool Flag(string name) => this[name] is { } text && Choice(name, ("false", false), ("true", true), ("False", false), ("True", true)) && text.Length > 0;

    private string? File(string name)
    {
        if (this[name] is not { } file) return null;
        if (!System.IO.File.Exists(file)) _problems.Add($"{name}: {file}: no such file");
        return file;
    }

    private List<HostPort>? Seeds()
    {
        if (this["seeds"] is not { } text) return null;
        var seeds = new List<HostPort>();
        foreach (var seed in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = seed.LastIndexOf(':');
            if (colon > 0 && int.TryParse(seed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536) seeds.Add(new(seed[..colon], port));
            else _problems.Add($"seeds: {seed} is not host:port");
        }
        if (seeds.Distinct().Count() != seeds.Count) _problems.Add("seeds: one is there twice");
        return seeds;
    }

    private ImmutableArray<Uri> Addresses(string name)
    {
        if (this[name] is not { } text) return [];
        var addresses = ImmutableArray.CreateBuilder<Uri>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Uri.TryCreate(part, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/") addresses.Add(address);
            else _problems.Add($"{name}: {part} is not http://host:port");
        }
        if (addresses.Distinct().Count() != addresses.Count) _problems.Add($"{name}: one is there twice");
        return addresses.ToImmutable();
    }

    private string Name()
    {
        var name = this["name"] ?? Environment.MachineName;
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) _problems.Add($"name: {name} is not 1 to 100 letters, digits, - _ .");
        return name;
    }

    private ComputeDevice Device()
    {
        try
        {
            return ComputeDevice.Parse(this["device"] ?? "cpu");
        }
        catch (BadInputException e)
        {
            _problems.Add(e.Message);
            return ComputeDevice.Cpu;
        }
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
