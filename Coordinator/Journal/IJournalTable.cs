using Akka.Persistence.Sql.Journal.Types;

namespace ActorSearch.Coordinator.Journal;

/// <summary>Where a journal's rows go: the table that Akka.Persistence.Sql made and reads.</summary>
internal interface IJournalTable : IDisposable
{
    /// <summary>All of the rows, or an exception of the database and none of them. Any thread.</summary>
    Task WriteAsync(IReadOnlyList<JournalRow> rows);
}
