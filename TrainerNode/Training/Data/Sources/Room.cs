namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>A shared budget of memory, in bytes. A request for more than is free waits; one for more than the whole budget waits until it is alone.</summary>
internal sealed class Room(long bytes)
{
    private readonly object _lock = new();
    private long _taken;

    /// <summary>Most that was taken at once, which shows that the limit holds.</summary>
    public long Peak { get; private set; }

    /// <returns>Dispose it to give the bytes back. A holder must not ask for more.</returns>
    public IDisposable Take(long wanted, CancellationToken cancel)
    {
        lock (_lock)
        {
            while (_taken > 0 && _taken + wanted > bytes)
            {
                cancel.ThrowIfCancellationRequested();
                Monitor.Wait(_lock, 100);
            }
            _taken += wanted;
            Peak = Math.Max(Peak, _taken);
        }
        return new Taken(this, wanted);
    }

    private sealed class Taken(Room room, long bytes) : IDisposable
    {
        public void Dispose()
        {
            lock (room._lock)
            {
                room._taken -= bytes;
                Monitor.PulseAll(room._lock);
            }
        }
    }
}
