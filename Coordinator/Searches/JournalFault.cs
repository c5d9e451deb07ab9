using Akka.Pattern;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Distinguishes a journal that refuses a record because another writer has written that sequence number (this process is not the writer any
/// more) from one that fails (a full disk, a database that is away: wait and try again), and describes the failure in one line.
/// </summary>
internal static class JournalFault
{
    /// <summary>SQLITE_CONSTRAINT; the journal's only constraints are its keys.</summary>
    private const int SqliteConstraint = 19;

    private const int SqliteFull = 13;

    public static bool IsRefusal(Exception? cause) => All(cause).Any(e =>
        e is SqliteException { SqliteErrorCode: SqliteConstraint } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation });

    /// <returns>Null when the journal was not even asked, because it failed too often: the reason is the one before.</returns>
    public static string? Reason(Exception cause)
    {
        if (All(cause).Any(e => e is OpenCircuitException)) return null;
        return All(cause).FirstOrDefault(e => e is SqliteException or NpgsqlException or TimeoutException) switch
        {
            SqliteException { SqliteErrorCode: SqliteFull } => "the journal's disk is full",
            SqliteException e => $"the journal's file cannot be used: {OneLine(e)}",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the database's disk is full",
            PostgresException e => $"the database refuses: {e.MessageText}",
            NpgsqlException e => $"the database is away: {OneLine(e.GetBaseException())}",
            TimeoutException => "the journal does not answer in time",
            _ => $"the journal fails: {OneLine(cause.GetBaseException())}",
        };
    }

    /// <summary>An exception and all within it.</summary>
    private static IEnumerable<Exception> All(Exception? cause) => cause switch
    {
        null => [],
        AggregateException many => many.InnerExceptions.SelectMany(All).Prepend(many),
        _ => All(cause.InnerException).Prepend(cause),
    };

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
