using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorSearch.Coordinator.Actors;

/// <summary>
/// Tells a journal that refuses a record because another writer has written that sequence number (this process is not the writer any
/// more) from one that fails (a full disk, a database that is away: wait and try again).
/// </summary>
internal static class WriterFence
{
    /// <summary>SQLITE_CONSTRAINT; the journal's only constraints are its keys.</summary>
    private const int SqliteConstraint = 19;

    public static bool IsRefusal(Exception? cause) => cause switch
    {
        null => false,
        SqliteException { SqliteErrorCode: SqliteConstraint } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        AggregateException many => many.InnerExceptions.Any(IsRefusal),
        _ => IsRefusal(cause.InnerException),
    };
}
