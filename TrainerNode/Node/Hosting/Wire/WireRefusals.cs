using System.Runtime.Serialization;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>Counts messages that this node refused: nodes do not exchange such messages, or the sender may not send them. Thread-safe.</summary>
public static class WireRefusals
{
    /// <summary>Number of kinds that are logged; a stranger can make up any number of them.</summary>
    private const int MostKinds = 100;

    private static readonly HashSet<string> Kinds = [];
    private static long _count;

    /// <summary>Messages refused since the process started.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>Counts a refused message.</summary>
    /// <param name="kind">Its <see cref="Kind"/>.</param>
    /// <returns>True for the first message of a kind, which the caller should log.</returns>
    internal static bool Note(string kind)
    {
        Interlocked.Increment(ref _count);
        lock (Kinds) return Kinds.Count < MostKinds && Kinds.Add(kind);
    }

    /// <summary>Describes the kind of a message.</summary>
    /// <param name="manifest">The manifest as received; only its beginning is repeated, without control characters.</param>
    internal static string Kind(int serializer, string? manifest) =>
        $"serializer {serializer}, manifest '{Printable(manifest ?? "")}'";

    /// <summary>The first 100 characters of a stranger's text, with `?` in place of control characters.</summary>
    internal static string Printable(string text) => new([.. text.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);

    /// <summary>Counts a refused message and returns the exception that drops it.</summary>
    internal static SerializationException Of(int serializer, string? manifest)
    {
        var kind = Kind(serializer, manifest);
        Note(kind);
        return new($"{kind}: nodes do not exchange such messages; dropped");
    }
}
