using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>SHA-256 over contents, the same wherever the files lie.</summary>
internal static class Fingerprints
{
    /// <summary>Of one file's bytes.</summary>
    public static string OfFile(string path, DataRoots roots, CancellationToken cancel) => Convert.ToHexStringLower(HashOf(path, roots, cancel));

    /// <summary>Of several files: each name (with '/' between folders) and content, in the order given.</summary>
    public static string OfFiles(string folder, IReadOnlyList<string> names, DataRoots roots, CancellationToken cancel)
    {
        var hashes = new byte[names.Count][];
        InParallel.For(names.Count, i => hashes[i] = HashOf(NameOf(i), roots, cancel));
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        for (var i = 0; i < names.Count; i++)
        {
            var name = Encoding.UTF8.GetBytes(names[i]);
            BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            all.AppendData(length);
            all.AppendData(name);
            all.AppendData(hashes[i]);
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());

        DataName NameOf(int i) => new(Path.Combine(folder, names[i]), $"{folder}: file {i + 1}");
    }

    private static byte[] HashOf(DataName name, DataRoots roots, CancellationToken cancel) => name.Read(() =>
    {
        using var stream = DataFile.Open(name, roots, cancel);
        return SHA256.HashData(stream);
    });
}
