using System.Buffers.Binary;
using System.IO.Compression;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// A folder with the four IDX files of MNIST (LeCun et al. 1998), plain or .gz: train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k.
/// Train and test are given; validation comes from train.
/// </summary>
internal sealed class IdxSource : PixelSource
{
    private static readonly ImmutableArray<(string Prefix, Split Split)> Parts = [("train", Split.Train), ("t10k", Split.Test)];

    private readonly DataRoots _roots;
    private readonly int? _imageSize;
    private readonly List<(string Images, int Count)> _parts = [];

    /// <param name="most">Samples that are held; null: as many as there is memory for.</param>
    public IdxSource(DataSpec spec, DataRoots roots, CancellationToken cancel, long? most = null)
        : base(SourcePath.Of(spec, roots, "a folder with the four MNIST files", isFolder: true))
    {
        (_roots, _imageSize) = (roots, spec.ImageSize);
        var (labels, given, files) = (new List<string>(), new List<Split>(), new List<string>());
        var texts = Enumerable.Range(0, 256).Select(value => LabelText.Of(value)).ToArray();
        foreach (var (prefix, split) in Parts)
        {
            var (images, labelFile) = (Find($"{prefix}-images", "idx3-ubyte"), Find($"{prefix}-labels", "idx1-ubyte"));
            files.AddRange([images, labelFile]);
            Reading(labelFile, 1, (stream, shape) =>
            {
                MemoryShare.Require(Name, (long)labels.Count + shape[0], most);
                var bytes = new byte[shape[0]];
                Read(stream, bytes, labelFile);
                labels.AddRange(bytes.Select(b => texts[b]));
            }, cancel);
            _parts.Add((images, labels.Count - given.Count));
            given.AddRange(Enumerable.Repeat(split, labels.Count - given.Count));
        }
        (Labels, Given) = (labels, given);
        Fingerprint = Fingerprints.OfFiles(Name, files, roots, cancel);
    }

    public override void Decode(IPixelSink sink, CancellationToken cancel)
    {
        var arrays = new PixelArrays(sink, _imageSize);
        foreach (var (file, count) in _parts)
            Reading(file, 3, (stream, shape) =>
            {
                if (shape[0] != count) throw Bad(file, $"holds {shape[0]} images, but there are {count} labels");
                var size = $"{shape[1]} x {shape[2]}";
                if (shape[1] is < 1 or > 1 << 14 || shape[2] is < 1 or > 1 << 14) throw Bad(file, $"has images of {size}; the header is damaged");
                if (!arrays.Send(NameOf(file), count, 1, shape[1], shape[2], pixels => Read(stream, pixels, file)))
                    throw Bad(file, $"has images of {size}, unlike those of train");
            }, cancel);
    }

    private string Find(string stem, string type)
    {
        ReadOnlySpan<string> names = [$"{stem}-{type}", $"{stem}-{type}.gz", $"{stem}.{type}", $"{stem}.{type}.gz"];
        foreach (var name in names)
            if (DataFile.TypeOf(NameOf(name), _roots) is not (null or FileType.Folder)) return name;
        throw new BadInputException($"{Name}: has no {stem}-{type} (or .gz); expected the four MNIST files");
    }

    // An IDX file: two zero bytes, 8 for unsigned bytes, the number of axes, each axis as a big-endian int, then the values.
    private void Reading(string file, int axes, Action<Stream, int[]> read, CancellationToken cancel)
    {
        try
        {
            using var opened = DataFile.Open(NameOf(file), _roots, cancel);
            using var stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(opened, CompressionMode.Decompress) : (Stream)opened;
            var header = new byte[4 + 4 * axes];
            Read(stream, header, file);
            if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != axes)
                throw Bad(file, $"starts with {Convert.ToHexString(header, 0, 4)}; {Expected(axes)}", Expected(axes));
            var shape = Enumerable.Range(0, axes).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * i))).ToArray();
            if (shape[0] is < 0 or > LabelText.MostSamples) throw Bad(file, $"claims {shape[0]} samples; the header is damaged");
            read(stream, shape);
            if (stream.ReadByte() >= 0) throw Bad(file, "is longer than its header says");
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Bad(file, $"is damaged or cannot be read: {failure.Message}");
        }
    }

    private static string Expected(int axes) => $"expected 000008{axes:X2} (IDX, unsigned bytes, {axes} axes)";

    private void Read(Stream stream, Span<byte> bytes, string file)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Bad(file, "ends too early; the file is damaged");
    }

    private DataName NameOf(string file) => Path.Combine(Name, file);

    private BadInputException Bad(string file, string what, string? withoutContent = null) => NameOf(file).Bad(what, withoutContent);

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.Idx, (spec, roots, cancel) => new IdxSource(spec, roots, cancel), isFolder: true);
}
