namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>JPEG and PNG files in a folder; one channel where every image is grey, else red, green, blue.</summary>
internal sealed class ImagesSource : PixelSource
{
    private const int Block = 64;
    private const long MostOfBlock = 1L << 28;

    private readonly int? _imageSize;
    private readonly ImageList _list;
    private readonly DataRoots _roots;

    public ImagesSource(DataSpec spec, DataRoots roots, CancellationToken cancel)
        : base(SourcePath.Of(spec, roots, "a folder with a folder of images per class", isFolder: true))
    {
        (_roots, _imageSize, _list) = (roots, spec.ImageSize, ImageList.Read(Name, roots, spec.Group, cancel));
        (Labels, Groups) = (_list.Labels, _list.Groups);
        Fingerprint = Fingerprints.OfFiles(Name, _list.IsLabeled ? [.. _list.Files, ImageList.LabelsFile] : _list.Files, roots, cancel);
    }

    /// <summary>Takes the images for grey until one is not, which in a set of colour images is the first; then starts over in colour.</summary>
    public override void Decode(IPixelSink sink, CancellationToken cancel)
    {
        if (!Decode(sink, 1, cancel)) Decode(sink, 3, cancel);
    }

    private bool Decode(IPixelSink sink, int channels, CancellationToken cancel)
    {
        var samples = new Sample[Block];
        (int Height, int Width)? size = null;
        for (int from = 0, count; from < _list.Files.Length; from += count)
        {
            // Those of a block are in memory together, and are as large as the first image.
            var most = size is null ? 1 : Math.Clamp((int)(MostOfBlock / Math.Max(1, (long)samples[0].Pixels.Length)), 1, Block);
            count = Math.Min(most, _list.Files.Length - from);
            var start = from;
            InParallel.For(count, i => samples[i] = One(start + i, channels, size, cancel));
            for (var i = 0; i < count; i++)
            {
                var ((height, width), pixels) = samples[i];
                if (size is null) sink.Start(channels, height, width);
                var first = size ??= (height, width);
                if ((height, width) != first)
                {
                    throw NameOf(from + i).Bad(
                        $"is {width} x {height} pixels, the first image {first.Width} x {first.Height}; set data.image_size to scale them");
                }
                if (pixels.Length == 0) return false;
                sink.Write(pixels);
            }
        }
        return true;
    }

    private DataName NameOf(int image)
    {
        var file = _list.Files[image];
        return new(Path.Combine(Name, file), $"{Name}: image {image + 1} by path");
    }

    /// <summary>An image as it becomes a sample.</summary>
    /// <param name="Pixels">Empty: a colour image where a grey one was wanted, or one of another size.</param>
    private readonly record struct Sample((int Height, int Width) Size, byte[] Pixels);

    /// <param name="size">That of the images before this; images of another size are not decoded.</param>
    private Sample One(int image, int channels, (int Height, int Width)? size, CancellationToken cancel)
    {
        var name = NameOf(image);
        byte[] sample = [];
        var (height, width) = ImageFile.Decode(name, _roots, Wanted, (h, w, pixels) =>
        {
            if (channels == 1)
            {
                if (!ImageFile.IsGray(pixels)) return;
                var gray = new byte[h * w];
                for (var i = 0; i < gray.Length; i++) gray[i] = pixels[3 * i];
                pixels = gray;
            }
            sample = new PixelForm(name, channels, h, w, _imageSize).Convert(pixels).ToArray();
        }, cancel);
        return new((_imageSize ?? height, _imageSize ?? width), sample);

        long? Wanted(int h, int w)
        {
            (h, w) = (_imageSize ?? h, _imageSize ?? w);
            return size is null || (h, w) == size ? PixelForm.BytesOfSample(channels, h, w) : null;
        }
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(
        DataKind.Images, (spec, roots, cancel) => new ImagesSource(spec, roots, cancel), isFolder: true, hasGroups: true);
}
