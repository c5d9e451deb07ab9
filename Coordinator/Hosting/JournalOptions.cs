using ActorSearch.Coordinator.Journal;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Configuration;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>Where journal and snapshots are.</summary>
public sealed record JournalOptions(JournalKind Kind, string ConnectionString)
{
    public static JournalOptions Sqlite(string file) => new(JournalKind.Sqlite, JournalFile.ConnectionString(file));

    public static JournalOptions Postgres(string connectionString) => new(JournalKind.Postgres, connectionString);

    public Config Hocon => Kind == JournalKind.Sqlite ? ActorSearchHocon.Sqlite(ConnectionString) : ActorSearchHocon.Postgres(ConnectionString);
}
