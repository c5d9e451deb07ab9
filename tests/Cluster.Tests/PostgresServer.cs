using System.Diagnostics;
using System.Globalization;
using ActorSearch.Messages;
using ActorSearch.Search;
using Npgsql;

namespace ActorSearch.Cluster.Tests;

/// <summary>A PostgreSQL of the test's own: a new data folder, a free port on loopback. tests/run.sh installs the programs where it may.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string _folder;
    private readonly string _bin;

    private PostgresServer(string bin, string folder, int port)
    {
        (_bin, _folder) = (bin, folder);
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true");
    }

    public string ConnectionString { get; }

    /// <summary>Skips the test where PostgreSQL is not installed.</summary>
    public static PostgresServer Start()
    {
        const string versions = "/usr/lib/postgresql";
        var bin = Directory.Exists(versions) ? Directory.GetDirectories(versions).Select(version => Path.Combine(version, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) : null;
        Assert.SkipWhen(bin is null, "PostgreSQL is not installed (apt-get install postgresql)");
        var server = new PostgresServer(bin!, Directory.CreateTempSubdirectory("actorsearch-postgres-").FullName, TestCluster.FreePorts(1)[0]);
        try
        {
            if (Environment.IsPrivilegedProcess) Run("chown", "postgres", server._folder);
            server.Control($"initdb -D {server._folder}/data -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync");
            var port = new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;
            server.Control(string.Create(CultureInfo.InvariantCulture, $"pg_ctl -D {server._folder}/data -w -l {server._folder}/log -o '-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={server._folder} -c fsync=off' start"));
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The events of all searches, in the order of each.</summary>
    public IReadOnlyList<ISearchEvent> Events() =>
        [.. Rows().Where(row => row.PersistenceId.StartsWith("search-", StringComparison.Ordinal)).Select(row => (ISearchEvent)RecordCodec.Journal.Read(row.Manifest, row.Message))];

    /// <summary>Who wrote each record of the journal, by persistence id and sequence number.</summary>
    public IEnumerable<(string PersistenceId, string Writer)> Writers() => Rows().Select(row => (row.PersistenceId, row.Writer));

    private List<(string PersistenceId, string Manifest, byte[] Message, string Writer)> Rows()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT persistence_id, manifest, message, writer_uuid FROM journal ORDER BY persistence_id, sequence_number", connection);
        using var reader = command.ExecuteReader();
        var rows = new List<(string, string, byte[], string)>();
        while (reader.Read()) rows.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3)));
        return rows;
    }

    public void Dispose()
    {
        if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid"))) Control($"pg_ctl -D {_folder}/data -w -m immediate stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The server refuses to run as root.</summary>
    private void Control(string command)
    {
        if (Environment.IsPrivilegedProcess) Run("su", "postgres", "-s", "/bin/sh", "-c", $"{_bin}/{command} </dev/null >/dev/null 2>&1");
        else Run("/bin/sh", "-c", $"{_bin}/{command} </dev/null >/dev/null 2>&1");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
