using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Engines;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>Whose fault an exception is: the input's, the machine's, the device memory's or a stored file's.</summary>
internal static class Failures
{
    private static readonly string[] MemoryWords =
        ["out of memory", "can't allocate memory", "not enough memory", "std::bad_alloc", "CUBLAS_STATUS_ALLOC_FAILED"];

    private static readonly string[] DeviceWords = ["CUDA error", "cuDNN error", "CUDNN_STATUS", "CUBLAS_STATUS"];

    public static WorkFailed Of(Exception e) => e switch
    {
        CheckpointDamagedException damaged => new(FailureKind.CheckpointDamaged, OneLine(e), damaged.Reference),
        // Into the journal, and from there to all who see the search.
        BadInputException bad => new(FailureKind.Input, bad.WithoutContent, null),
        _ when KindOf(e) is { } kind => new(kind, OneLine(e), null),

        // Anything else is a fault of this program or of the input, and comes again the same way: seen twice it ends the candidate, not the search.
        _ => new(FailureKind.Input, $"{e.GetType().Name}: {OneLine(e)}", null),
    };

    private static FailureKind? KindOf(Exception e) => e switch
    {
        NonFiniteException or InvalidDataException => FailureKind.Input,
        DeviceMemoryException => FailureKind.DeviceMemory,
        ExternalException when Mentions(e, MemoryWords) => FailureKind.DeviceMemory,
        ExternalException when Mentions(e, DeviceWords) => FailureKind.Environment,
        IOException or UnauthorizedAccessException or OutOfMemoryException or InsufficientExecutionStackException
            or NotSupportedException or DllNotFoundException or TypeInitializationException => FailureKind.Environment,
        _ => null,
    };

    private static bool Mentions(Exception e, string[] words) => words.Any(word => e.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>libtorch appends its stack to a message; the first line says what happened.</summary>
    private static string OneLine(Exception e) => e.Message.Split('\n', 2)[0].Trim();
}
