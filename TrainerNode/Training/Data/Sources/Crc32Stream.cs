using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Passes a zip entry through and keeps its CRC-32 (ISO 3309), because the base library reads stored entries without checking them.
/// </summary>
internal sealed class Crc32Stream(Stream inner) : ReadStream<Stream>(inner)
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    private uint _crc = 0xFFFFFFFF;

    public uint Crc => ~_crc;

    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        foreach (var b in buffer[..read]) _crc = Table[(byte)(_crc ^ b)] ^ (_crc >> 8);
        return read;
    }
}
