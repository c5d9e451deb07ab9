using System.Diagnostics;
using ActorSearch.Messages;
using Npgsql;

namespace ActorSearch.Cluster.Tests;

/// <summary>
/// A database of the test's own, on the server that all tests share or on one that it may crash: a new data folder, a free port on loopback.
/// tests/run.sh installs the programs where it may.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>Where the programs are; null where PostgreSQL is not installed.</summary>
    private static readonly string? Bin = !Directory.Exists(Versions) ? null
        : Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    /// <summary>A server that never ran; others begin as a copy of its files.</summary>
    private static readonly Lazy<PostgresServer> Template = new(Initialized);

    private static readonly Lazy<PostgresServer> Common = new(() => Start());

    private static int _databases;

    private readonly string _folder, _address;
    private readonly int _port;

    private PostgresServer(string folder, string address, int port, string database)
    {
        (_folder, _address, _port) = (folder, address, port);
        ConnectionString = string.Create(CultureInfo.InvariantCulture,
            $"Host={address};Port={port};Username=postgres;Database={database};Include Error Detail=true");
    }

    public string ConnectionString { get; }

    /// <summary>An empty database of the server that all tests share. Skips the test where PostgreSQL is not installed.</summary>
    public static PostgresServer Shared()
    {
        var database = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        using var connection = new NpgsqlConnection(Common.Value.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {database}", connection);
        command.ExecuteNonQuery();
        return new PostgresServer("", Common.Value._address, Common.Value._port, database);
    }

    /// <summary>A server of its own. Skips the test where PostgreSQL is not installed.</summary>
    /// <param name="network">Where other machines reach it; they have an address of their own there.</param>
    public static PostgresServer Start(TestNetwork? network = null)
    {
        Assert.SkipWhen(Bin is null, "PostgreSQL is not installed (apt-get install postgresql)");
        var server = New(network?.Database ?? "127.0.0.1");
        try
        {
            AsOwner($"cp -a {Template.Value._folder}/data {server._folder}/data");
            server.Run();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends what tests shared.</summary>
    public static void End()
    {
        if (Common.IsValueCreated) Common.Value.Dispose();
        if (Template.IsValueCreated) Template.Value.Dispose();
    }

    public void Run() => AsOwner(string.Create(CultureInfo.InvariantCulture,
        $"{Bin}/pg_ctl -D {_folder}/data -w -t {Patience.Limit.TotalSeconds:0} -l {_folder}/log " +
        $"-o '-p {_port} -c listen_addresses={_address} -c unix_socket_directories={_folder} -c fsync=off' start"));

    /// <summary>As a crash would: no client is notified, nothing is written any more.</summary>
    public void Crash() => AsOwner($"{Bin}/pg_ctl -D {_folder}/data -w -m immediate stop");

    /// <summary>Whatever it is asked for takes at least so long.</summary>
    public async Task PauseAsync(TimeSpan time, CancellationToken cancel)
    {
        var server = File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First();
        string[] parts = [server, .. File.ReadAllText($"/proc/{server}/task/{server}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Execute("kill", ["-STOP", .. parts]);
        try
        {
            await Task.Delay(time, cancel);
        }
        finally
        {
            Execute("kill", ["-CONT", .. parts]);
        }
    }

    /// <summary>The events of all searches, in the order of each.</summary>
    public IReadOnlyList<ISearchEvent> Events() => [.. EventsBySearch().SelectMany(search => search)];

    public IEnumerable<IGrouping<string, ISearchEvent>> EventsBySearch() => Rows()
        .Where(row => row.PersistenceId.StartsWith("search-", StringComparison.Ordinal))
        .GroupBy(row => row.PersistenceId, row => (ISearchEvent)RecordCodec.Journal.Read(row.Manifest, row.Message));

    /// <summary>One writes at a time: a writer that another one followed never writes again.</summary>
    public void AssertOneWriterAtATime()
    {
        foreach (var journal in Rows().GroupBy(row => row.PersistenceId, row => row.Writer))
        {
            var turns = journal.Aggregate(new List<string>(), (seen, writer) => { if (seen.LastOrDefault() != writer) seen.Add(writer); return seen; });
            Assert.Equal(turns.Distinct(), turns);
        }
    }

    private List<(string PersistenceId, string Manifest, byte[] Message, string Writer)> Rows()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(
            "SELECT persistence_id, manifest, message, writer_uuid FROM journal ORDER BY persistence_id, sequence_number", connection);
        using var reader = command.ExecuteReader();
        var rows = new List<(string, string, byte[], string)>();
        while (reader.Read()) rows.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3)));
        return rows;
    }

    public void Dispose()
    {
        if (_folder.Length == 0) return;
        if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid"))) Crash();
        Directory.Delete(_folder, recursive: true);
    }

    private static PostgresServer New(string address)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("actorsearch-postgres-").FullName, address, TestCluster.FreePorts(1)[0], "postgres");
        if (Environment.IsPrivilegedProcess) Execute("chown", "postgres", server._folder);
        return server;
    }

    private static PostgresServer Initialized()
    {
        var server = New("127.0.0.1");
        AsOwner($"{Bin}/initdb -D {server._folder}/data -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync");
        File.AppendAllText(Path.Combine(server._folder, "data", "pg_hba.conf"), $"host all all samenet trust{Environment.NewLine}");
        return server;
    }

    /// <summary>The server refuses to run as root.</summary>
    private static void AsOwner(string command)
    {
        if (Environment.IsPrivilegedProcess) Execute("su", "postgres", "-s", "/bin/sh", "-c", $"{command} </dev/null >/dev/null 2>&1");
        else Execute("/bin/sh", "-c", $"{command} </dev/null >/dev/null 2>&1");
    }

    private static void Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
