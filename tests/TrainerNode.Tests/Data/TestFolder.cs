using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>A folder of its own per test, with makers of tiny data files written independently of the readers.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "actorsearch-data-tests", Guid.NewGuid().ToString("N"));
    public string Cache => this["cache"];
    public string this[string name] => System.IO.Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string Text(string name, string text)
    {
        File.WriteAllText(Made(name), text);
        return this[name];
    }

    public string Bytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(Made(name), bytes);
        return this[name];
    }

    public static byte[] Npy(string type, int[] shape, byte[] values, int version = 1, bool fortran = false)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({string.Concat(shape.Select(n => n + ", "))}), }}\n";
        var header = Encoding.ASCII.GetBytes(text);
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        else BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. values];
    }

    public string Npz(string name, CompressionLevel level, params (string Array, byte[] Npy)[] arrays)
    {
        using var archive = ZipFile.Open(Made(name), ZipArchiveMode.Create);
        foreach (var (array, npy) in arrays)
        {
            using var stream = archive.CreateEntry(array + ".npy", level).Open();
            stream.Write(npy);
        }
        return this[name];
    }

    /// <summary>Grey 4 x 4 images in which every pixel is the sample's number; odd samples are labelled 1.</summary>
    public static (string, byte[])[] MedMnist(int train = 20, int validation = 6, int test = 6) =>
        [.. new[] { ("train", 0, train), ("val", train, validation), ("test", train + validation, test) }.SelectMany(part => new[]
        {
            (part.Item1 + "_images", Npy("|u1", [part.Item3, 4, 4], [.. Enumerable.Range(0, part.Item3 * 16).Select(i => (byte)(part.Item2 + i / 16))])),
            (part.Item1 + "_labels", Npy("<i8", [part.Item3, 1], [.. Enumerable.Range(0, part.Item3).SelectMany(i => BitConverter.GetBytes((long)(i % 2)))])),
        })];

    public void Idx(string name, int[] shape, byte[] values)
    {
        byte[] bytes = [0, 0, 8, (byte)shape.Length, .. shape.SelectMany(n => BitConverter.GetBytes(n).Reverse()), .. values];
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var stream = new GZipStream(File.Create(Made(name)), CompressionLevel.Fastest);
            stream.Write(bytes);
        }
        else
        {
            Bytes(name, bytes);
        }
    }

    public string Image(string name, int width, int height, Func<int, int, SKColor> color)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, color(x, y));
        using var data = bitmap.Encode(name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95);
        return Bytes(name, data.ToArray());
    }

    /// <summary>Sixteen images in `yes` and twenty-four in `no`, all different.</summary>
    public string Classes(string name, int width = 8, int height = 8, bool gray = false, string type = "png")
    {
        for (var i = 0; i < 40; i++)
        {
            var (n, level) = (i, (byte)(6 * i));
            Image($"{name}/{(i < 16 ? "yes" : "no")}/{i:D2}.{type}", width, height,
                (x, y) => gray ? new SKColor(level, level, level) : new SKColor(level, (byte)(x * 20), (byte)(y * 20 + n)));
        }
        return this[name];
    }

    public static string BadInput(Func<object> open)
    {
        var failure = Assert.Throws<BadInputException>(open);
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }

    /// <summary>The folder of real data beside the repository; the test is skipped where it is absent.</summary>
    public static string RealData(string path)
    {
        var data = Checkout.PathOf("..", "shared", "data", path);
        if (!System.IO.Path.Exists(data)) Assert.Skip($"the real data set {path} is not beside the repository");
        return data;
    }

    private string Made(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        return this[name];
    }
}
