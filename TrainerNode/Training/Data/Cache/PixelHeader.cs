using System.Buffers.Binary;
using System.Security.Cryptography;

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
        ReadOnlySpan<int> numbers = [Count, Channels, Height, Width];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 + 4 * i), numbers[i]);
        payloadHash.CopyTo(bytes.AsSpan(HashAt));
        return bytes;
    }

    /// <summary>Reads the whole file, minutes for the largest; null where anything is wrong with it.</summary>
    public static PixelHeader? Check(Stream stream, CancellationToken cancel)
    {
        var bytes = new byte[Size];
        if (stream.ReadAtLeast(bytes, Size, throwOnEndOfStream: false) < Size || !bytes.AsSpan(0, 8).SequenceEqual(Magic)) return null;
        int Number(int i) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8 + 4 * i));
        var header = new PixelHeader(Number(0), Number(1), Number(2), Number(3));
        if (header.Count <= 0 || header.Channels <= 0 || header.Height <= 0 || header.Width <= 0) return null;
        if (stream.Length != Size + header.PayloadSize) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
        }
        return hash.GetHashAndReset().AsSpan().SequenceEqual(bytes.AsSpan(HashAt)) ? header : null;
    }
}
