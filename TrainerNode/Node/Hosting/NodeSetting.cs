using System.Text.Json;
using static ActorSearch.TrainerNode.Node.Hosting.NodeRole;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>One setting of a node (docs/cluster.md) and its names.</summary>
/// <param name="Name">Name of the command-line option, without `--`.</param>
/// <param name="Help">Description for `--help`.</param>
/// <param name="Only">The only role that has the setting; null: both roles have it.</param>
/// <param name="Flag">Whether the command-line option takes no value.</param>
/// <param name="Several">Whether the option may be given several times, with one value each. Other sources separate the values by commas.</param>
internal sealed record NodeSetting(string Name, string Help, NodeRole? Only = null, bool Flag = false, bool Several = false)
{
    /// <summary>Name of the environment variable.</summary>
    public string Variable => "ACTORSEARCH_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>Name in the settings file.</summary>
    public string Json =>
        JsonNamingPolicy.CamelCase.ConvertName(string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));

    /// <summary>The settings of a role.</summary>
    public static IEnumerable<NodeSetting> Of(NodeRole role) => All.Where(setting => setting.Only is null || setting.Only == role);

    /// <summary>All settings, in the order of `--help`.</summary>
    public static IReadOnlyList<NodeSetting> All { get; } =
    [
        new("host", "Address that remoting listens on (default: 127.0.0.1)."),
        new("port", "Port that remoting listens on (default: 4053 for a coordinator; any free port for a trainer)."),
        new("public-host", "Name or address at which other nodes reach this one (default: host)."),
        new("seeds", "The coordinators as host:port,host:port, in the same order on every node (default: this coordinator; for a trainer 127.0.0.1:4053)."),
        new("coordinators", "Number of coordinators in the cluster: 1, or 3 or a larger odd number (default: the number of seeds)."),
        new("cert", "PEM file with this node's certificate and private key (default: a coordinator makes its own, and FOLDER/keys/trainer.pem for trainers)."),
        new("ca", "PEM file with the certificate of the only authority that this node trusts (default: the second certificate in cert)."),
        new("log", "Lowest level of lines on standard error: warning, info (also leases, epochs and checkpoints) or debug (also Akka's connections; "
            + "default: warning)."),
        new("log-format", "Format of lines on standard error: text, or json, one object per line, for log collectors (default: text)."),
        new("insecure", "Serve HTTP in plain text and without a token, even beyond loopback.", Flag: true),
        new("insecure-remoting", "Use plain-text remoting, open to every user of this machine; on loopback only.", Flag: true),
        new("checkpoints", "Folder of checkpoints and tickets: shared by all nodes, or with peers or store a coordinator's own "
            + "(default for a coordinator: FOLDER/checkpoints)."),
        new("data-root", "Folder of data sets, repeatable: paths in submitted search files must be in one (default: the working directory).", Several: true),
        new("images-gb", "Size limit of decoded images in ACTORSEARCH_CACHE, in GB (default: 64; at most half of the free disk space)."),
        new("store", "For machines that share no folder: the coordinators' HTTP addresses, http://host:port,..., instead of checkpoints.", Trainer),
        new("cache", "With store: folder of recently used files, which the trainers of a machine may share (default: cache).", Trainer),
        new("cache-gb", "With store: size limit of the cache, in GB (default: 10).", Trainer),
        new("peers", "For coordinators that share no folder: HTTP addresses of the others, http://host:port,... This one's address is ignored.",
            Coordinator),
        new("addresses", "The coordinators' HTTP addresses as browsers reach them, http://host:port,...: the dashboard switches to another one when its own "
            + "is unavailable (default: peers).", Coordinator),
        new("folder", "The coordinator's own folder (default: coordinator).", Coordinator),
        new("http-host", "Address that HTTP listens on: the API and dashboard, or a trainer's metrics and health (default: host)."),
        new("http-names", "Further names allowed in the Host header of HTTP requests, name,... (always: loopback, its addresses, hosts of settings)."),
        new("http-port", "Port of the API and dashboard (default: 4080; 0: any free port).", Coordinator),
        new("metrics-port", "Port of the trainer's metrics and health; several processes take this port and the following ones "
            + "(default: none; 0: any free port).", Trainer),
        new("token", "Bearer token that HTTP requests must carry; better given in the environment or in a file "
            + "(default: a coordinator makes FOLDER/keys/token)."),
        new("token-file", "File whose only line is the token."),
        new("read-token", "Another bearer token, which permits only reading; better given in the environment or in a file.", Coordinator),
        new("read-token-file", "File whose only line is the token for reading.", Coordinator),
        new("journal", "sqlite (one coordinator) or postgres (default: sqlite).", Coordinator),
        new("connection", "Npgsql connection string of the journal's database; better given in the environment or in a file.", Coordinator),
        new("connection-file", "File whose only line is the connection string.", Coordinator),
        new("accept-loss", "Continue with the intact part of a sqlite journal that is damaged or lacks acknowledged records (docs/operate.md).",
            Coordinator, Flag: true),
        new("name", "The trainer's name, unique in the cluster and the same after a restart (default: the machine's name).", Trainer),
        new("device", "Train in this process, on cpu or cuda:N.", Trainer),
        new("devices", "Start one process per device: auto, cpu:N or cuda:0,1 (default: auto).", Trainer),
        new("slots", "Number of trainings that one process runs at the same time (default: 1).", Trainer),
        new("vector", "Vector level of the kernels: auto or avx2 (default: auto).", Trainer),
    ];
}
