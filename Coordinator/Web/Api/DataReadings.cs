using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Cache;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>
/// Reads data for requests, two at a time, because each may take a core and gigabytes. Other requests wait for their turn; one whose client disconnects
/// stops waiting or reading, and so do all when this process stops. Searches are planned in the same way, but do not wait for readings, because a user
/// who writes a search file waits for the plan.
/// </summary>
/// <param name="data">Opens it.</param>
/// <param name="stopping">Set when the process stops.</param>
internal sealed class DataReadings(DatasetPool data, CancellationToken stopping) : IDisposable
{
    public const int AtOnce = 2;

    private readonly SemaphoreSlim _readers = new(AtOnce), _planners = new(AtOnce);

    /// <summary>Limit of one reading, so that others get their turn. Hashing and decoding the largest accepted set takes less. Tests have less time.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromHours(2);

    /// <param name="read">Takes time and blocks.</param>
    /// <param name="cancel">Ends the waiting, and the reading at its next block.</param>
    /// <exception cref="RefusedException">This process stops, its disk fails, or the reading takes too long.</exception>
    public Task<T> RunAsync<T>(Func<DatasetPool, CancellationToken, T> read, CancellationToken cancel) => RunAsync(_readers, stop => read(data, stop), cancel);

    /// <param name="plan">Takes a core; reads nothing.</param>
    /// <param name="cancel">Ends the waiting, and the planning at its next level.</param>
    /// <exception cref="RefusedException">This process stops, or the planning takes too long.</exception>
    public Task<T> PlanAsync<T>(Func<CancellationToken, T> plan, CancellationToken cancel) => RunAsync(_planners, plan, cancel);

    private async Task<T> RunAsync<T>(SemaphoreSlim free, Func<CancellationToken, T> act, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        try
        {
            await free.WaitAsync(end.Token);
            try
            {
                end.CancelAfter(Limit);
                return await Task.Run(() => act(end.Token), end.Token);
            }
            finally
            {
                free.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw RefusedException.Busy("this coordinator stops; ask another one, or again");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw RefusedException.Busy($"not finished after {Limit}: the data are too large to be read for a request");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Other messages of the system may name files.
            throw RefusedException.Busy(e is CacheException ? e.Message : "the data cannot be read by this coordinator at the moment");
        }
    }

    public void Dispose()
    {
        _readers.Dispose();
        _planners.Dispose();
    }
}
