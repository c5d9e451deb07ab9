namespace ActorSearch.Coordinator.Api;

/// <summary>
/// Reads data for requests, two at a time, because each may take a core and gigabytes. Other requests wait for their turn; one whose client disconnects
/// stops waiting or reading.
/// </summary>
internal static class DataReadings
{
    public const int AtOnce = 2;

    private static readonly SemaphoreSlim Free = new(AtOnce);

    /// <param name="read">Takes time and blocks.</param>
    /// <param name="cancel">Ends the waiting, and the reading at its next block.</param>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, T> read, CancellationToken cancel)
    {
        await Free.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => read(cancel), cancel);
        }
        finally
        {
            Free.Release();
        }
    }
}
