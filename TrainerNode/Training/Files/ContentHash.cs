using System.Security.Cryptography;

namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>The SHA-256 of contents in 64 lower-case hex digits: the name of a stored file.</summary>
public static class ContentHash
{
    private const int Block = 1 << 16;

    /// <summary>Whether a text is such a name: the only texts that become part of a path or of a URL.</summary>
    public static bool IsName(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The name of these bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The name of all that a stream holds, which is at its end afterwards.</summary>
    /// <param name="content">Seekable.</param>
    public static string Of(Stream content, CancellationToken cancel = default)
    {
        content.Position = 0;
        return Copy(content, Stream.Null, cancel);
    }

    /// <summary>Copies the rest of a stream, a block at a time.</summary>
    /// <returns>The name of what was copied.</returns>
    public static string Copy(Stream content, Stream into, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[Block];
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var count = content.Read(block, 0, block.Length);
            if (count == 0) return Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.AppendData(block, 0, count);
            into.Write(block, 0, count);
        }
    }

    /// <summary>Contents that were given a wrong name.</summary>
    public static InvalidDataException Refused(string sha256) => new($"checkpoint {sha256[..12]}: the contents do not match the hash, and nothing was stored");
}
