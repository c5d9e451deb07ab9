using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>
/// The first 64 bytes of a pixel file, little-endian: `ASPIXEL1`, count, channels, height, width (int32 each), 8 zero bytes, SHA-256 of what follows.
/// Then count x channels x height x width bytes.
/// </summary>
internal readonly record struct PixelHeader(int Count, int Channels, int Height, int Width)
{
    public const int Size = 64;
    private const int HashAt = 32;

    private static ReadOnlySpan<byte> Magic => "ASPIXEL1"u8;

    public int SampleSize => Channels * Height * Width;
    public long PayloadSize => (long)Count * SampleSize;

    public byte[] Bytes(ReadOnlySpan<byte> payloadHash)
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        MemoryMarshal.Write(bytes.AsSpan(Magic.Length), this);
        payloadHash.CopyTo(bytes.AsSpan(HashAt));
        return bytes;
    }

    /// <summary>Reads the whole file, minutes for the largest; null where anything is wrong with it.</summary>
    public static PixelHeader? Check(Stream stream, CancellationToken cancel)
    {
        var bytes = new byte[Size];
        if (stream.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) < Size || !bytes.AsSpan().StartsWith(Magic)) return null;
        var header = MemoryMarshal.Read<PixelHeader>(bytes.AsSpan(Magic.Length));
        if (header is not { Count: > 0, Channels: > 0, Height: > 0, Width: > 0 } || stream.Length != Size + header.PayloadSize) return null;
        return ContentHash.Copy(stream, Stream.Null, cancel) == Convert.ToHexStringLower(bytes.AsSpan(HashAt)) ? header : null;
    }
}
