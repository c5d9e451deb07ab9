using System.Runtime.Serialization;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What other nodes, or strangers, sent that is not spoken here.</summary>
public static class WireRefusals
{
    private static long _count;

    /// <summary>Since the process began.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>Counts a message, and says why it is dropped.</summary>
    /// <param name="manifest">As the wire has it: only its beginning is repeated, without control characters.</param>
    internal static SerializationException Of(int serializer, string? manifest)
    {
        Interlocked.Increment(ref _count);
        var shown = new string([.. (manifest ?? "").Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
        return new($"serializer {serializer}, manifest '{shown}': not spoken here; the message is dropped");
    }
}
