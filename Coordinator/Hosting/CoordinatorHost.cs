using System.Globalization;
using System.Net;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Coordinator.Api;
using ActorSearch.Coordinator.Store;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Checkpoints;
using ActorSearch.TrainerNode.Hosting;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>One coordinator of a cluster: the searches (in whichever coordinator is active) and the HTTP control interface (in each).</summary>
internal static class CoordinatorHost
{
    /// <summary>Largest request, bytes: a search file.</summary>
    private const long MaxRequest = 1 << 20;

    /// <returns>The exit code; see <see cref="NodeProcess.RunAsync"/>.</returns>
    public static async Task<int> RunAsync(NodeOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var remote = NodeSecurity.Remoting(options);
        CreateFolders(options);
        using var file = options.Journal == JournalKind.Sqlite ? new SqliteFile(Path.Combine(options.Folder, "journal.db")) : null;
        var journal = file is null ? ActorSearchHocon.Postgres(Checked(options.Connection!)) : ActorSearchHocon.Sqlite(file.ConnectionString);
        using var store = new CheckpointStoreService(new FolderCheckpointStore(options.Checkpoints), new CheckpointStoreOptions { Peers = options.Peers, Token = options.Token });
        var settings = new SearchSettings(store, new SearchViews()) { Fenced = what => Fenced(what, error) };
        var members = new KnownMembers(Path.Combine(options.Folder, "members.txt"));

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorsearch" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.AddClusterNode(remote, [NodeHocon.CoordinatorRole], journal.WithFallback(NodeHocon.Of(options.Coordinators)), ActorSearchHocon.Plugin, akka => akka
            .WithSearches(settings)
            .WithActors((system, _) =>
            {
                system.ActorOf(Props.Create(() => new MemberKeeper(members)), "members");
                OpenJournal(system);
            }));
        await using var host = builder.Build();
        host.UseBearerToken(options.Token);
        SearchApi.Map(host);
        host.MapCheckpointStore(store);

        var encrypted = remote.EnableSsl == true;
        var contacts = options.Seeds.Select(seed => seed.AddressOf(encrypted)).Concat(members.Read());
        try
        {
            return await NodeProcess.RunAsync(host, contacts, error, system =>
            {
                output.WriteLine($"HTTP at {string.Join(' ', Addresses(host))}");
                Akka.Cluster.Cluster.Get(system).RegisterOnMemberUp(() => output.WriteLine("up: this coordinator is a member of the cluster"));
            }, stop);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"http-port: {options.HttpPort} is in use by another process"), e);
        }
    }

    /// <summary>Connections and tables take a second that a coordinator which takes over should not lose.</summary>
    private static void OpenJournal(ActorSystem system)
    {
        var persistence = Persistence.Instance.Apply(system);
        persistence.JournalFor(null);
        persistence.SnapshotStoreFor(null);
    }

    private static ICollection<string> Addresses(WebApplication host) =>
        host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private static void Listen(KestrelServerOptions kestrel, NodeOptions options)
    {
        kestrel.Limits.MaxRequestBodySize = MaxRequest;
        kestrel.AddServerHeader = false;
        if (IPAddress.TryParse(options.HttpHost, out var address)) kestrel.Listen(address, options.HttpPort);
        else if (options.HttpHost == "localhost") kestrel.Listen(IPAddress.Loopback, options.HttpPort);
        else kestrel.Listen(Dns.GetHostAddresses(options.HttpHost)[0], options.HttpPort);
    }

    /// <summary>At once, and not in order: another process writes this journal, and whatever this one still said would be wrong.</summary>
    private static void Fenced(string what, TextWriter error)
    {
        error.WriteLine($"error: the journal refused a record of {what}: another coordinator has taken over; this process ends");
        error.Flush();
        Environment.Exit(1);
    }

    private static void CreateFolders(NodeOptions options)
    {
        foreach (var folder in new[] { options.Folder, options.Checkpoints })
        {
            try
            {
                Directory.CreateDirectory(folder);
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
