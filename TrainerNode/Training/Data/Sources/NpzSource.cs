using System.IO.Compression;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// An .npz file in the layout of MedMNIST (Yang et al. 2023): {train,val,test}_images of [n, h, w] or [n, h, w, 3] and {train,val,test}_labels of [n] or [n, 1].
/// The val arrays may be missing; validation then comes from train.
/// </summary>
internal sealed class NpzSource : IPixelSource
{
    private static readonly ImmutableArray<(string Prefix, Split Split)> Parts = [("train", Split.Train), ("val", Split.Validation), ("test", Split.Test)];

    private readonly int? _imageSize;
    private readonly DataName _name;
    private readonly DataRoots _roots;
    private readonly List<(string Prefix, int Count)> _parts = [];

    public string Name { get; }
    public string Fingerprint { get; }
    public IReadOnlyList<string> Labels { get; }
    public IReadOnlyList<string>? Groups => null;
    public IReadOnlyList<Split> Given { get; }

    /// <param name="most">Samples that are held; null: as many as there is memory for.</param>
    public NpzSource(DataSpec spec, DataRoots roots, CancellationToken cancel, long? most = null)
    {
        (Name, _roots, _imageSize) = (SourcePath.File(spec, roots, "an .npz file"), roots, spec.ImageSize);
        _name = new DataName(Name);
        Fingerprint = Fingerprints.OfFile(Name, roots, cancel);
        // One text per different label, however many samples have it.
        var (labels, given, texts, kept) = (new List<string>(), new List<Split>(), new Dictionary<double, string>(), new KeptTexts(_name));
        Reading(archive =>
        {
            foreach (var (prefix, split) in Parts)
            {
                if (split == Split.Validation && archive.GetEntry("val_labels.npy") is null && archive.GetEntry("val_images.npy") is null) continue;
                var count = 0;
                ReadArray(archive, $"{prefix}_labels", reader =>
                {
                    if (reader.Shape is not [var n, .. var rest] || rest.Any(axis => axis != 1))
                        throw new BadInputException($"{Name}: {prefix}_labels has shape [{string.Join(", ", reader.Shape)}]; expected one label per sample, [n] or [n, 1]");
                    if (n > LabelText.MostSamples) throw _name.Bad($"{prefix}_labels holds {n} labels; at most {LabelText.MostSamples} were expected");
                    MemoryShare.Require(_name, (long)labels.Count + n, most);
                    count = n;
                    foreach (var value in reader.Read(n))
                        labels.Add(texts.TryGetValue(value, out var known) ? known : texts[value] = kept.Keep(LabelText.Of(value)));
                });
                given.AddRange(Enumerable.Repeat(split, count));
                _parts.Add((prefix, count));
            }
        }, cancel);
        (Labels, Given) = (labels, given);
    }

    public void Decode(IPixelSink sink, CancellationToken cancel) => Reading(archive =>
    {
        PixelForm? form = null;
        foreach (var (prefix, count) in _parts)
            ReadArray(archive, $"{prefix}_images", reader =>
            {
                var shape = reader.Shape;
                if (!(shape.Length == 3 || shape.Length == 4 && shape[3] is 1 or 3) || shape.Skip(1).Any(axis => axis == 0))
                    throw new BadInputException($"{Name}: {prefix}_images has shape [{string.Join(", ", shape)}]; expected [n, h, w] or [n, h, w, 3]");
                if (shape[0] != count) throw new BadInputException($"{Name}: {prefix}_images holds {shape[0]} images, but {prefix}_labels {count} labels");
                var channels = shape.Length == 4 ? shape[3] : 1;
                if (form is null)
                {
                    form = new PixelForm(new DataName($"{Name}: {prefix}_images"), channels, shape[1], shape[2], _imageSize);
                    sink.Start(channels, form.Height, form.Width);
                }
                else if (!form.Takes(channels, shape[1], shape[2]))
                {
                    throw new BadInputException($"{Name}: {prefix}_images has shape [{string.Join(", ", shape)}], unlike train_images; expected the same size and channels");
                }
                var pixels = new byte[channels * shape[1] * shape[2]];
                for (var i = 0; i < count; i++)
                {
                    reader.ReadPixels(pixels);
                    sink.Write(form.Convert(pixels));
                }
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
            ?? throw new BadInputException($"{Name}: has no array {array}; expected the MedMNIST layout (train_images, train_labels, val_..., test_...)");
        using var stream = new Crc32Stream(entry.Open());
        read(new NpyReader(stream, new DataName($"{Name}: {array}")));
        // A few bytes may stand for any number of zeros behind the array.
        if (stream.ReadByte() >= 0) throw new BadInputException($"{Name}: {array} is longer than its header says");
        if (stream.Crc != entry.Crc32) throw new BadInputException($"{Name}: {array} is damaged (its checksum does not match)");
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.Npz)
    {
        public override ISampleSource Open(DataSpec spec, DataRoots roots, CancellationToken cancel) => new NpzSource(spec, roots, cancel);
    }
}
