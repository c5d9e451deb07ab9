using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actorsearch-test-").FullName;

    public string Journal => System.IO.Path.Combine(Path, "journal.db");

    /// <summary>Runs SQL on the journal and returns the first value.</summary>
    public object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file still open; the system's temporary folder is cleaned by the system.
        }
    }
}
