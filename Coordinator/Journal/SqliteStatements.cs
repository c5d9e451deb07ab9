using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>Runs statements on a SQLite journal, in the connection's transaction if it has one. In a text, $0, $1 … stand for the values, in order.</summary>
internal static class SqliteStatements
{
    /// <summary>Adds a row to the journal, not deleted. Values: the other <see cref="IJournalDatabase.RowColumns"/>.</summary>
    public const string InsertRow = $"INSERT INTO journal ({IJournalDatabase.RowColumns}) VALUES ($0, 0, $1, $2, $3, $4, $5, $6)";

    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this folder, and those that made the tables of an old journal.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i]);
        return command;
    }

    /// <returns>The first value of the first row; null if there is none.</returns>
    public static object? Run(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>Reads rows one by one.</summary>
    public static IEnumerable<T> Read<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params object[] values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return row(reader);
    }
}
