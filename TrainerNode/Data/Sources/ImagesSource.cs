using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>JPEG and PNG files in a folder; one channel where every image is grey, else red, green, blue.</summary>
internal sealed class ImagesSource : IPixelSource
{
    private const int Block = 64;

    private readonly int? _imageSize;
    private readonly ImageList _list;

    public string Name { get; }
    public string Fingerprint { get; }
    public IReadOnlyList<string> Labels => _list.Labels;
    public IReadOnlyList<string>? Groups => _list.Groups;
    public IReadOnlyList<Split>? Given => null;

    public ImagesSource(DataSpec spec)
    {
        (Name, _imageSize) = (SourcePath.Folder(spec, "a folder with a folder of images per class"), spec.ImageSize);
        _list = ImageList.Read(Name, spec.Group);
        Fingerprint = Fingerprints.OfFiles(Name, File.Exists(Path.Combine(Name, "labels.csv")) ? [.. _list.Files, "labels.csv"] : _list.Files);
    }

    /// <summary>Takes the images for grey until one is not, which in a set of colour images is the first; then starts over in colour.</summary>
    public void Decode(IPixelSink sink)
    {
        if (!Decode(sink, 1)) Decode(sink, 3);
    }

    private bool Decode(IPixelSink sink, int channels)
    {
        var size = (Height: 0, Width: 0);
        var samples = new byte[Block][];
        var forms = new (int Height, int Width)[Block];
        for (int from = 0, count; from < _list.Files.Length; from += count)
        {
            count = from == 0 ? 1 : Math.Min(Block, _list.Files.Length - from);
            var first = from;
            InParallel.For(count, i => (forms[i], samples[i]) = One(Path.Combine(Name, _list.Files[first + i]), channels));
            for (var i = 0; i < count; i++)
            {
                if (samples[i].Length == 0) return false;
                if (from + i == 0)
                {
                    size = forms[0];
                    sink.Start(channels, size.Height, size.Width);
                }
                if (forms[i] != size)
                    throw new BadInputException($"{Path.Combine(Name, _list.Files[from + i])}: is {forms[i].Width} x {forms[i].Height} pixels, the first image {size.Width} x {size.Height}; set data.image_size to scale them");
                sink.Write(samples[i]);
            }
        }
        return true;
    }

    // An empty sample = a colour image where a grey one was wanted.
    private ((int Height, int Width), byte[]) One(string path, int channels)
    {
        var (height, width, pixels) = ImageFile.Decode(path);
        if (channels == 1)
        {
            if (!ImageFile.IsGrey(pixels)) return ((height, width), []);
            var grey = new byte[height * width];
            for (var i = 0; i < grey.Length; i++) grey[i] = pixels[3 * i];
            pixels = grey;
        }
        var form = new PixelForm(channels, height, width, _imageSize);
        return ((form.Height, form.Width), form.Convert(pixels).ToArray());
    }
}
