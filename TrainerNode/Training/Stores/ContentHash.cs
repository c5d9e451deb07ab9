using System.Buffers;
using System.Security.Cryptography;

namespace ActorSearch.TrainerNode.Training.Stores;

/// <summary>The SHA-256 of contents in 64 lower-case hex digits: the name of a stored file.</summary>
public static class ContentHash
{
    private const int Block = 1 << 17;

    /// <summary>Whether a text is such a name: the only texts that become part of a path or of a URL.</summary>
    public static bool IsName(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The name of these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The name of all that a stream holds, which is at its end afterwards.</summary>
    /// <param name="content">Seekable.</param>
    public static string Of(Stream content, CancellationToken cancel = default) => Copy(content, Stream.Null, cancel);

    /// <summary>Copies all that a stream holds, a block at a time.</summary>
    /// <param name="content">Seekable.</param>
    /// <returns>The name of what was copied.</returns>
    public static string Copy(Stream content, Stream into, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            content.Position = 0;
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var count = content.Read(block, 0, block.Length);
                if (count == 0) return Convert.ToHexStringLower(hash.GetHashAndReset());
                hash.AppendData(block, 0, count);
                into.Write(block, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Contents that were given a wrong name.</summary>
    public static InvalidDataException Refused(string sha256) => new($"checkpoint {sha256[..12]}: the contents do not match the hash, and nothing was stored");
}
