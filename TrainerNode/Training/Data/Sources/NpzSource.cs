using System.IO.Compression;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// An .npz file in the layout of MedMNIST (Yang et al. 2023): {train,val,test}_images of [n, h, w] or [n, h, w, 3] and
/// {train,val,test}_labels of [n] or [n, 1]. The val arrays may be missing; validation then comes from train.
/// </summary>
internal sealed class NpzSource : PixelSource
{
    private static readonly ImmutableArray<(string Prefix, Split Split)> Parts = [("train", Split.Train), ("val", Split.Validation), ("test", Split.Test)];

    private readonly int? _imageSize;
    private readonly DataName _name;
    private readonly DataRoots _roots;
    private readonly List<(string Prefix, int Count)> _parts = [];

    /// <param name="most">Samples that are held; null: as many as there is memory for.</param>
    public NpzSource(DataSpec spec, DataRoots roots, CancellationToken cancel, long? most = null) : base(SourcePath.Of(spec, roots, "an .npz file"))
    {
        (_name, _roots, _imageSize) = (Name, roots, spec.ImageSize);
        Fingerprint = Fingerprints.OfFile(Name, roots, cancel);
        // One text per different label, however many samples have it.
        var (labels, given, texts, kept) = (new List<string>(), new List<Split>(), new Dictionary<double, string>(), new KeptTexts(_name));
        Reading(archive =>
        {
            foreach (var (prefix, split) in Parts)
            {
                if (split == Split.Validation && archive.GetEntry("val_labels.npy") is null && archive.GetEntry("val_images.npy") is null) continue;
                ReadArray(archive, $"{prefix}_labels", reader =>
                {
                    if (reader.Shape is not [var n, .. var rest] || rest.Any(axis => axis != 1))
                        throw _name.Bad($"{prefix}_labels has shape [{string.Join(", ", reader.Shape)}]; expected one label per sample, [n] or [n, 1]");
                    if (n > LabelText.MostSamples) throw _name.Bad($"{prefix}_labels holds {n} labels; at most {LabelText.MostSamples} were expected");
                    MemoryShare.Require(_name, (long)labels.Count + n, most);
                    foreach (var value in reader.Read(n))
                        labels.Add(texts.TryGetValue(value, out var known) ? known : texts[value] = kept.Keep(LabelText.Of(value)));
                });
                _parts.Add((prefix, labels.Count - given.Count));
                given.AddRange(Enumerable.Repeat(split, labels.Count - given.Count));
            }
        }, cancel);
        (Labels, Given) = (labels, given);
    }

    public override void Decode(IPixelSink sink, CancellationToken cancel) => Reading(archive =>
    {
        var arrays = new PixelArrays(sink, _imageSize);
        foreach (var (prefix, count) in _parts)
            ReadArray(archive, $"{prefix}_images", reader =>
            {
                var (shape, images) = (reader.Shape, $"{prefix}_images");
                var hasShape = $"{images} has shape [{string.Join(", ", shape)}]";
                if (!(shape.Length == 3 || shape.Length == 4 && shape[3] is 1 or 3) || shape.Skip(1).Any(axis => axis == 0))
                    throw _name.Bad($"{hasShape}; expected [n, h, w] or [n, h, w, 3]");
                if (shape[0] != count) throw _name.Bad($"{images} holds {shape[0]} images, but {prefix}_labels {count} labels");
                var channels = shape.Length == 4 ? shape[3] : 1;
                if (!arrays.Send($"{Name}: {images}", count, channels, shape[1], shape[2], pixels => reader.ReadPixels(pixels)))
                    throw _name.Bad($"{hasShape}, unlike train_images; expected the same size and channels");
            });
    }, cancel);

    private void Reading(Action<ZipArchive> read, CancellationToken cancel)
    {
        try
        {
            var file = new DirectoryStream(DataFile.Open(_name, _roots, cancel));
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            _ = archive.Entries;
            file.Unbind();
            read(archive);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw _name.Bad($"damaged or not an .npz file: {failure.Message}", "damaged or not an .npz file", failure);
        }
    }

    private void ReadArray(ZipArchive archive, string array, Action<NpyReader> read)
    {
        var entry = archive.GetEntry(array + ".npy")
            ?? throw _name.Bad($"has no array {array}; expected the MedMNIST layout (train_images, train_labels, val_..., test_...)");
        using var stream = new Crc32Stream(entry.Open());
        read(new NpyReader(stream, $"{Name}: {array}"));
        // A few bytes may stand for any number of zeros behind the array.
        if (stream.ReadByte() >= 0) throw _name.Bad($"{array} is longer than its header says");
        if (stream.Crc != entry.Crc32) throw _name.Bad($"{array} is damaged (its checksum does not match)");
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.Npz, (spec, roots, cancel) => new NpzSource(spec, roots, cancel));
}
