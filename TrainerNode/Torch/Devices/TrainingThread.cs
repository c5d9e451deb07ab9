using ActorSearch.TrainerNode.Training.Files;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>What every thread that trains must do before its first torch operation.</summary>
public static class TrainingThread
{
    private const int Nice = 10;

    [ThreadStatic] private static bool _prepared;

    /// <summary>
    /// One thread per operation (the setting is per thread, and the thread count changes the bits) and nice 10 for this thread
    /// (`Thread.Priority` does nothing on Linux). May be called again.
    /// </summary>
    public static void Prepare()
    {
        if (_prepared) return;
        torch.set_num_threads(1);
        GiveWay();
        _prepared = true;
    }

    /// <summary>Lets heartbeats and the dashboard go first on a busy machine: this thread, and those that it starts from now on.</summary>
    internal static void GiveWay() => Posix.SetThreadNice(Nice);
}
