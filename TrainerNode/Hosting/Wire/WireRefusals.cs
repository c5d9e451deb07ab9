using System.Runtime.Serialization;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What other nodes, or strangers, sent that is not spoken here, or that they may not say.</summary>
public static class WireRefusals
{
    /// <summary>Kinds that are told one by one; a stranger can make up any number.</summary>
    private const int MostKinds = 100;

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal);
    private static long _count;

    /// <summary>Since the process began.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>Counts one.</summary>
    /// <param name="kind">As <see cref="Kind"/> has it.</param>
    /// <returns>True for the first of its kind, which is worth a line.</returns>
    internal static bool Note(string kind)
    {
        Interlocked.Increment(ref _count);
        lock (Kinds) return Kinds.Count < MostKinds && Kinds.Add(kind);
    }

    /// <param name="manifest">As the wire has it: only its beginning is repeated, without control characters.</param>
    internal static string Kind(int serializer, string? manifest) =>
        $"serializer {serializer}, manifest '{Printable(manifest ?? "")}'";

    /// <summary>The beginning of a stranger's text, without control characters.</summary>
    internal static string Printable(string text) => new([.. text.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);

    /// <summary>Counts a message, and says why it is dropped.</summary>
    internal static SerializationException Of(int serializer, string? manifest)
    {
        var kind = Kind(serializer, manifest);
        Note(kind);
        return new($"{kind}: not spoken here; the message is dropped");
    }
}
