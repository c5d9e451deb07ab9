using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Store;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Coordinator.Web.Dashboard;
using ActorSearch.Coordinator.Web.Dashboard.Access;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Node.Telemetry;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>One coordinator of a cluster: the searches (in whichever coordinator is active) and the HTTP control interface (in each).</summary>
internal static class CoordinatorHost
{
    /// <summary>Below the second that a probe usually waits.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(900);

    /// <returns>The exit code; see <see cref="NodeProcess.RunAsync"/>.</returns>
    public static async Task<int> RunAsync(NodeOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        CreateFolders(options);
        var path = Path.Combine(options.Folder, "journal.db");
        using var file = options.Journal == JournalKind.Sqlite ? new SqliteFile(path, options.AcceptLoss ? error.WriteLine : null) : null;
        var keys = new OwnKeys(options.Folder);
        // A SQLite journal's lock is the folder's.
        using var held = file is null && OwnKeys.AreFor(options) ? keys.Lock() : null;
        var (givenToken, ownAuthority) = (options.Token, options.HasOwnAuthority);
        options = keys.Complete(options);
        var certificates = NodeCertificates.Of(options);
        var journal = file is null ? JournalOptions.Postgres(Checked(options.Connection!)) : JournalOptions.Sqlite(path);
        var database = file is null ? new DatabaseProbe(journal.ConnectionString) : null;
        var files = CheckpointStores.FolderOf(options.Checkpoints);
        var uploads = Path.Combine(files ?? options.Folder, ".uploads");
        using var store = new CheckpointStoreService(CheckpointStores.Open(options.Checkpoints), uploads, new CheckpointStoreOptions
        {
            Peers = options.Peers,
            Token = options.Token,
            Handler = certificates is null ? null : certificates.HttpHandler,
        });
        using var metrics = new CoordinatorMeter();
        Uri? http = null;
        var settings = new SearchSettings(store, new SearchViews())
        {
            Http = () => http,
            Metrics = metrics,
            AskJournal = database is null ? null : database.AskAsync,
            Fenced = what => Fenced(what, error),
            Active = () => output.WriteLine("active: this coordinator decides from now on"),
        };
        var members = Path.Combine(options.Folder, "members.txt");

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorsearch" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = SpecReader.MostBytes;
            NodeHttp.Listen(kestrel, options, certificates);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_ => new ActiveDocuments(options.Token, certificates?.HttpHandler(), options.Https));
        builder.Services.AddSearchApi(new DatasetPool(options.DataRoots, mostCached: options.ImageBytes));
        var link = givenToken is null && options.Token is not null ? new OpeningLink() : null;
        builder.Services.AddDashboard(new DashboardOptions(options.Token, options.Addresses) { ReadToken = options.ReadToken, Link = link });
        builder.Services.AddPrometheus();
        builder.AddTraces("actorsearch", $"{options.PublicHost}:{options.Port}");
        builder.AddClusterNode(WireNode.Of(options, certificates), [NodeHocon.CoordinatorRole], NodeHocon.Of(options.Coordinators), akka => akka
            .WithSearches(journal, settings)
            .WithActors((system, _) => system.ActorOf(Props.Create(() => new MemberKeeper(members)), "members")), options.Log, options.LogFormat);
        await using var host = builder.Build();
        Cluster? joined = null;
        using var node = new NodeMeter(() => joined, certificates, ("checkpoints", files ?? ""), ("folder", options.Folder));
        var actors = host.Services.GetRequiredService<ActorRegistry>();
        var readiness = new Readiness(
            () => actors.Get<SearchSupervisor>().Ask<IWireMessage>(new ListSearches(""), AnswerWithin), () => metrics.IsWaiting);
        host.UseRequestRules(HostNames.Of(options), certificates, async trusted => Health.Membership(joined) ?? await readiness.WhyNotAsync(trusted));
        host.UsePrometheus();
        host.UseApiProblems();
        host.MapDashboard(store);
        host.MapSearchApi(store);
        host.MapCheckpointStore(store);

        var seeds = options.Seeds.Select(seed => seed.AddressOf(certificates is not null)).ToList();
        try
        {
            return await NodeProcess.RunAsync(host, async (cluster, cancel) =>
            {
                joined = cluster;
                http = AddressForOthers(options, host.Address(options).Port);
                output.WriteLine(host.Addresses(options));
                if (link is not null)
                {
                    output.WriteLine($"dashboard: {host.Address(options)}{link.Path} (lets one browser in, within an hour)");
                    LocalToken.Tell(host.Address(options).Port, keys.TokenFile);
                }
                if (ownAuthority) output.WriteLine($"a trainer: {TrainerLine(options, keys)}");
                // The first one makes the tables of a new database; if others did so at the same time, the database would refuse.
                var first = cluster.SelfAddress.Equals(seeds[0]);
                if (first) _ = database?.OpenJournalAsync(cluster.System);
                cluster.RegisterOnMemberUp(() =>
                {
                    if (!first) _ = database?.OpenJournalAsync(cluster.System);
                    output.WriteLine("up: this coordinator is a member of the cluster");
                });
                if (first) await Founding.WaitAsync(cluster, seeds, output, cancel);
                cluster.JoinSeedNodes(seeds.Concat(MemberKeeper.Read(members)));
            }, error, stop);
        }
        catch (IOException e) when (e.IsInUse())
        {
            throw NodeHttp.InUse("http-port", options.HttpPort, e);
        }
    }

    /// <returns>Where other coordinators reach this one's HTTP; null when it serves this machine only and they are on others.</returns>
    /// <param name="port">At which it listens.</param>
    internal static Uri? AddressForOthers(NodeOptions options, int port)
    {
        var listening = new UriBuilder(options.Https ? "https" : "http", options.HttpHost, port).Uri;
        // The name by which others call this machine, unless HTTP has an address of its own.
        var named = new UriBuilder(listening) { Host = options.PublicHost }.Uri;
        if (listening.IsLoopback && !named.IsLoopback) return null;
        return options.HttpHost == options.Host || HostPort.IsAny(options.HttpHost) ? named : listening;
    }

    /// <summary>
    /// The command that starts a trainer beside this coordinator; on another machine with a copy of the file and, in place of the folder, with the store.
    /// </summary>
    private static string TrainerLine(NodeOptions options, OwnKeys keys)
    {
        var files = options.Https
            ? $"--store https://{options.PublicHost}:{options.HttpPort}"
            : $"--checkpoints {CheckpointStores.FolderOf(options.Checkpoints) ?? options.Checkpoints}";
        return $"actorsearch-trainer --seeds {string.Join(',', options.Seeds.Select(seed => $"{seed.Host}:{seed.Port}"))} --cert {keys.TrainerFile} {files}"
            + string.Concat(options.DataRoots.Folders.Select(folder => $" --data-root {folder}"));
    }

    /// <summary>
    /// Ends the process at once, and not in order: another process writes this journal, and anything that this one still wrote would be wrong.
    /// </summary>
    private static void Fenced(string what, TextWriter error)
    {
        error.WriteLine($"error: another coordinator has taken over {what}; this process ends");
        error.Flush();
        Environment.Exit(1);
    }

    /// <summary>A coordinator's own folders are for its user alone. One that machines share has the rights of any new folder.</summary>
    internal static void CreateFolders(NodeOptions options)
    {
        OwnFolder.TryMake(CacheFolder.Resolve(null));
        var files = CheckpointStores.FolderOf(options.Checkpoints) ?? options.Folder;
        var isWithin = !Path.GetRelativePath(options.Folder, files).StartsWith("..", StringComparison.Ordinal);
        foreach (var (folder, isOwn) in new[] { (options.Folder, true), (files, isWithin || !options.Peers.IsEmpty) })
        {
            try
            {
                if (isOwn) OwnFolder.Make(folder);
                else Directory.CreateDirectory(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{folder}: cannot be made a folder ({e.Message})", e);
            }
        }
    }

    private static string Checked(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new BadInputException($"connection: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
