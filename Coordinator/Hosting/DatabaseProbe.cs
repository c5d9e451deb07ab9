using Akka.Actor;
using Akka.Persistence;
using Npgsql;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Asks a database whether it is there, before anything else does: a journal's plugin that finds none starts itself over and over, and an actor that waits
/// for it learns nothing for half a minute.
/// </summary>
internal sealed class DatabaseProbe(string connectionString)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <exception cref="NpgsqlException">It is unavailable.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task AskAsync()
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(limit.Token).ConfigureAwait(false);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("the database does not answer", e);
        }
    }

    /// <summary>Connections and tables take a second that a coordinator which takes over should not lose; opened as soon as the database is there.</summary>
    public async Task OpenJournalAsync(ActorSystem system)
    {
        while (!system.WhenTerminated.IsCompleted)
        {
            try
            {
                await AskAsync().ConfigureAwait(false);
                var persistence = Persistence.Instance.Apply(system);
                persistence.JournalFor(null);
                persistence.SnapshotStoreFor(null);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.WhenAny(Task.Delay(AskEvery), system.WhenTerminated).ConfigureAwait(false);
            }
        }
    }
}
