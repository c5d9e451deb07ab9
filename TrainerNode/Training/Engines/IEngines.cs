using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>Makes the engines of one device. Belongs to one thread.</summary>
public interface IEngines
{
    /// <summary>Prepares this process, and the calling thread, to compute at a vector level. Call it before anything else here.</summary>
    /// <exception cref="NotSupportedException">The process already computes at another level, or cannot compute; the message says why.</exception>
    void Prepare(VectorLevel level);

    /// <summary>Opens the device for one work order.</summary>
    /// <returns>Dispose it to free the memory of everything that was computed meanwhile.</returns>
    /// <exception cref="ActorSearch.Search.BadInputException">This machine or this build has no such device.</exception>
    IDisposable Enter();

    /// <summary>Makes the engine that a specification asks for, and opens the device if it is not open yet.</summary>
    /// <param name="microBatch">Most samples to compute at once; null = the whole batch.</param>
    /// <exception cref="NotSupportedException">The specification asks for an engine that computes wrong on this machine.</exception>
    INetworkEngine Open(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch);
}
