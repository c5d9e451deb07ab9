using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Data.Cache;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Api;

/// <summary>
/// Reads data for requests, two at a time, because each may take a core and gigabytes. Other requests wait for their turn; one whose client disconnects
/// stops waiting or reading, and so do all when this process is told to stop.
/// </summary>
/// <param name="data">Opens it.</param>
/// <param name="stopping">Set when the process is told to stop.</param>
internal sealed class DataReadings(DatasetPool data, CancellationToken stopping) : IDisposable
{
    public const int AtOnce = 2;

    private readonly SemaphoreSlim _free = new(AtOnce);

    /// <param name="read">Takes time and blocks.</param>
    /// <param name="cancel">Ends the waiting, and the reading at its next block.</param>
    /// <exception cref="RefusedException">This process stops, or its disk fails.</exception>
    public async Task<T> RunAsync<T>(Func<DatasetPool, CancellationToken, T> read, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        try
        {
            await _free.WaitAsync(end.Token);
            try
            {
                return await Task.Run(() => read(data, end.Token), end.Token);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new RefusedException(StatusCodes.Status503ServiceUnavailable, "this coordinator stops; ask another one, or again");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Other messages of the system may name files.
            throw new RefusedException(
                StatusCodes.Status503ServiceUnavailable, e is CacheException ? e.Message : "the data cannot be read by this coordinator at the moment");
        }
    }

    public void Dispose() => _free.Dispose();
}
