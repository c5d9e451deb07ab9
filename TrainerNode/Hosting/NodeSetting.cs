using System.Text.Json;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>One setting of a node (docs/cluster.md), and its names.</summary>
/// <param name="Name">On the command line, behind `--`.</param>
/// <param name="Only">Null: of coordinators and trainers.</param>
/// <param name="Flag">On the command line it has no value.</param>
/// <param name="Several">The option may be given several times, with a value each; elsewhere they are separated by commas.</param>
internal sealed record NodeSetting(string Name, string Help, NodeRole? Only = null, bool Flag = false, bool Several = false)
{
    public string Variable => "ACTORSEARCH_" + Name.Replace('-', '_').ToUpperInvariant();

    public string Json => JsonNamingPolicy.CamelCase.ConvertName(string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));

    public static IEnumerable<NodeSetting> Of(NodeRole role) => All.Where(setting => setting.Only is null || setting.Only == role);

    public static IReadOnlyList<NodeSetting> All { get; } =
    [
        new("host", "Address that remoting listens on (default: 127.0.0.1)."),
        new("port", "Port of remoting (default: 4053 for a coordinator; any free one for a trainer)."),
        new("public-host", "Name or address by which other nodes reach this one (default: host)."),
        new("seeds", "The coordinators as host:port,host:port, in the same order on every node (default: this coordinator; for a trainer 127.0.0.1:4053)."),
        new("coordinators", "How many coordinators the cluster has: 1, or 3 or a larger odd number (default: as many as seeds)."),
        new("cert", "PEM file with this node's certificate and private key (default: a coordinator makes its own, and FOLDER/keys/trainer.pem for trainers)."),
        new("ca", "PEM file with the authority's certificate: the only one that this node trusts (default: the second certificate in cert)."),
        new("log", "What is written to standard error: warning (default), info (leases, epochs and checkpoints, too) or debug (Akka's connections, too)."),
        new("log-format", "How lines on standard error are written: text, or json for a program that gathers them, an object a line (default: text)."),
        new("insecure", "HTTP in plain text and without a token, also beyond loopback.", Flag: true),
        new("insecure-remoting", "Remoting in plain text and open to every user of this machine; on loopback only.", Flag: true),
        new("checkpoints", "Folder of checkpoints and tickets: one that all nodes share, or with peers or store a coordinator's own (default for a coordinator: FOLDER/checkpoints)."),
        new("data-root", "Folder of data sets, repeatable: paths in submitted search files must lie in one (default: the working directory).", Several: true),
        new("images-gb", "Size that decoded images may have in ACTORSEARCH_CACHE, in GB (default: 64; at most half of what the disk has free)."),
        new("store", "Machines that share no folder: the coordinators' HTTP addresses, http://host:port,... in place of checkpoints.", NodeRole.Trainer),
        new("cache", "With store: folder of files that were used lately; the trainers of a machine may share it (default: cache).", NodeRole.Trainer),
        new("cache-gb", "With store: size the cache may have, in GB (default: 10).", NodeRole.Trainer),
        new("peers", "Coordinators that share no folder: the HTTP addresses of the others (its own may be among them), http://host:port,...", NodeRole.Coordinator),
        new("addresses", "The coordinators' HTTP addresses as browsers reach them, http://host:port,...: the dashboard goes on at another one when its own is gone (default: peers).", NodeRole.Coordinator),
        new("folder", "The coordinator's own folder (default: coordinator).", NodeRole.Coordinator),
        new("http-host", "Address of HTTP: the control interface, or a trainer's metrics and health (default: host)."),
        new("http-names", "More names allowed in Host of HTTP requests, name,... (always: loopback, its addresses, hosts of settings)."),
        new("http-port", "Port of the HTTP control interface (default: 4080; 0: any free one).", NodeRole.Coordinator),
        new("metrics-port", "Port of the trainer's HTTP: metrics and health; several processes take this one and those after it (default: none; 0: any free one).", NodeRole.Trainer),
        new("token", "Bearer token that HTTP requests must carry; better given in the environment or in a file (default: a coordinator makes FOLDER/keys/token)."),
        new("token-file", "File whose only line is the token."),
        new("read-token", "Another bearer token, which lets programs read and change nothing; better given in the environment or in a file.", NodeRole.Coordinator),
        new("read-token-file", "File whose only line is the token for reading.", NodeRole.Coordinator),
        new("journal", "sqlite (one coordinator) or postgres (default: sqlite).", NodeRole.Coordinator),
        new("connection", "Npgsql connection string of the journal's database; better given in the environment or in a file.", NodeRole.Coordinator),
        new("connection-file", "File whose only line is the connection string.", NodeRole.Coordinator),
        new("accept-loss", "Go on with what is left of a sqlite journal that is damaged or lacks what was acknowledged (docs/operate.md).", NodeRole.Coordinator, Flag: true),
        new("name", "The trainer's name, unique in the cluster and the same after a restart (default: the machine's name).", NodeRole.Trainer),
        new("device", "Train in this very process on cpu or cuda:N.", NodeRole.Trainer),
        new("devices", "Start one process per device: auto, cpu:N or cuda:0,1 (default: auto).", NodeRole.Trainer),
        new("slots", "Trainings at once in one process (default: 1).", NodeRole.Trainer),
        new("vector", "Vector level of the kernels: auto or avx2 (default: auto).", NodeRole.Trainer),
    ];
}
