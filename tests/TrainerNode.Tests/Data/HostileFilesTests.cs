using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Data;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>
/// Every kind of data with every kind of entry in its place that blocks, never ends, leads elsewhere or is larger than it looks: one line, and few bytes
/// read, allocated and decoded. A test that waits for ever fails by the runner's limit.
/// </summary>
public sealed class HostileFilesTests : IDisposable
{
    private const int Limit = 300_000;
    private const string Secret = "hunter2";

    /// <summary>Of images once decoded: the good sets have less, the bombs more.</summary>
    private const long MostDecoded = 1 << 20;

    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        // Deeper than .NET's own deletion goes.
        using (var remove = Process.Start("rm", ["-rf", _folder.Root])) remove.WaitForExit();
        Directory.CreateDirectory(_folder.Root);
        _folder.Dispose();
    }

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var kind in new[] { "csv", "npz", "images", "labels", "idx" })
                foreach (var entry in new[] { "pipe", "device", "proc", "socket", "loop", "out", "deep", "sparse", "bomb" })
                    // A labels.csv that cannot be followed is none, and folders are classes then.
                    if ((kind, entry) is not ("labels", "loop" or "deep")) cases.Add(kind, entry);
            return cases;
        }
    }

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Cases))]
    public async Task It_is_one_line_in_bounded_time_and_memory(string kind, string entry)
    {
        var (path, place) = Good(kind);
        var images = KindOf(kind) == DataKind.Images;
        var spec = new DataSpec { Kind = KindOf(kind), Path = path, Positive = [images ? "yes" : "1"], ImageSize = images ? 8 : null };
        // Devices and /proc are among the roots here, so that more than the roots keeps them out.
        var roots = DataRoots.Of([_folder["root"], "/dev", "/proc"]);
        using (Open(spec, roots)) { }
        File.Delete(place);
        using var made = Make(kind, entry, place);
        if (entry == "deep" && KindOf(kind) is DataKind.Csv or DataKind.Npz) spec = spec with { Path = _folder["root/deep"] };

        var (failure, read, allocated) = await Task.Run(() => Measured(() => Open(spec, roots)), TestContext.Current.CancellationToken);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(Expected(kind, entry), failure.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { Secret, "PATH=" }) Assert.DoesNotContain(secret, failure.WithoutContent, StringComparison.Ordinal);
        Assert.InRange(read, 0, 8 << 20);
        Assert.InRange(allocated, 0, 32 << 20);
    }

    private LoadedDataset Open(DataSpec spec, DataRoots roots) =>
        Datasets.Open(spec, _folder.Cache, roots: roots, mostCached: MostDecoded, cancel: TestContext.Current.CancellationToken);

    private static DataKind KindOf(string kind) => kind switch { "csv" => DataKind.Csv, "npz" => DataKind.Npz, "idx" => DataKind.Idx, _ => DataKind.Images };

    private static string Expected(string kind, string entry) => entry switch
    {
        "pipe" => "is a pipe; a regular file was expected",
        "device" => "is a device; a regular file was expected",
        "socket" => "is a socket; a regular file was expected",
        "sparse" => "has 1,099,511,627,776 bytes; at most",
        "out" => "outside of the data roots (",
        // Its size is 0, however much it gives.
        "proc" => kind switch
        {
            "csv" or "labels" => "holds no rows",
            "npz" => "damaged or not an .npz file",
            "idx" => "ends too early",
            _ => "is damaged or not a JPEG or PNG image",
        },
        "loop" => kind switch { "images" => "cannot be read", "idx" => "has no train-labels", _ => "does not exist" },
        "deep" => kind switch { "images" => "more than 100 deep", "idx" => "has no train-labels", _ => "is a folder" },
        _ => kind switch
        {
            "csv" or "labels" => "is longer than 1,048,576 bytes",
            "npz" => "bytes of images once decoded; at most 1,048,576 were expected",
            "idx" => "is longer than its header says",
            _ => "is 16384 x 16384 pixels; at most",
        },
    };

    /// <summary>A set that can be read.</summary>
    /// <returns>The path of the set, and the file of it that gives way.</returns>
    private (string Path, string Place) Good(string kind)
    {
        switch (kind)
        {
            case "csv":
                var table = _folder.Text("root/a.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n")));
                return (table, table);
            case "npz":
                var archive = _folder.Npz("root/a.npz", CompressionLevel.Fastest, TestFolder.MedMnist());
                return (archive, archive);
            case "idx":
                foreach (var (part, count) in new[] { ("train", 20), ("t10k", 10) })
                {
                    _folder.Idx($"root/m/{part}-images-idx3-ubyte", [count, 2, 2], [.. Enumerable.Range(0, count * 4).Select(i => (byte)(count + i))]);
                    _folder.Idx($"root/m/{part}-labels-idx1-ubyte.gz", [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
                }
                return (_folder["root/m"], _folder["root/m/train-labels-idx1-ubyte.gz"]);
            default:
                var set = _folder.Classes("root/set", grey: true);
                if (kind == "images") return (set, _folder["root/set/no/20.png"]);
                var classes = Enumerable.Range(0, 40).Select(i => i < 16 ? "yes" : "no");
                var rows = classes.Select((label, i) => $"{label}/{i:D2}.png,{label}\n");
                return (set, _folder.Text("root/set/labels.csv", "file,label\n" + string.Concat(rows)));
        }
    }

    /// <returns>What has to stay open.</returns>
    private System.Net.Sockets.Socket? Make(string kind, string entry, string place)
    {
        switch (entry)
        {
            case "pipe":
                PosixEntries.Pipe(place);
                break;
            case "device":
                File.CreateSymbolicLink(place, "/dev/zero");
                break;
            case "proc":
                File.CreateSymbolicLink(place, "/proc/self/environ");
                break;
            case "socket":
                return PosixEntries.Socket(place);
            case "loop":
                File.CreateSymbolicLink(place, Path.GetFileName(place));
                break;
            case "out":
                File.CreateSymbolicLink(place, _folder.Text("outside", $"file,label\n{Secret},{Secret}\n"));
                break;
            case "deep":
                Deep(kind == "images" ? _folder["root/set/no/deep"] : kind == "idx" ? _folder["root/m/deep"] : _folder["root/deep"]);
                break;
            case "sparse":
                using (var sparse = File.Create(place)) sparse.SetLength(1L << 40);
                break;
            default:
                File.WriteAllBytes(place, Bomb(kind));
                break;
        }
        return null;
    }

    private byte[] Bomb(string kind)
    {
        switch (kind)
        {
            case "csv" or "labels":
                return Encoding.ASCII.GetBytes(new string('7', 3 << 20));
            case "npz":
                var arrays = TestFolder.MedMnist();
                arrays[0].Item2 = TestFolder.Npy("|u1", [20, 1024, 1024], new byte[20 << 20]);
                return File.ReadAllBytes(_folder.Npz("bomb.npz", CompressionLevel.Fastest, arrays));
            case "idx":
                _folder.Idx("bomb.gz", [20], new byte[64 << 20]);
                return File.ReadAllBytes(_folder["bomb.gz"]);
            default:
                using (var bitmap = new SKBitmap(1 << 14, 1 << 14, SKColorType.Gray8, SKAlphaType.Opaque))
                using (var data = bitmap.Encode(SKEncodedImageFormat.Png, 50))
                    return data.ToArray();
        }
    }

    /// <summary>
    /// 3,000 folders in each other: of three that are 1,000 deep, each is moved into the lowest of the next, because the system takes no longer paths.
    /// </summary>
    private void Deep(string place)
    {
        string? inner = null;
        for (var i = 0; i < 3; i++)
        {
            var top = _folder["deep-" + i.ToString(CultureInfo.InvariantCulture)];
            var lowest = top + string.Concat(Enumerable.Repeat("/d", 1000));
            Directory.CreateDirectory(lowest);
            if (inner is not null) Directory.Move(inner, lowest + "/d");
            inner = top;
        }
        Directory.Move(inner!, place);
    }

    /// <summary>On a thread that does nothing else: what it reads, and what it allocates.</summary>
    private static (BadInputException Failure, long Read, long Allocated) Measured(Func<LoadedDataset> open)
    {
        var (read, allocated) = (BytesRead(), GC.GetAllocatedBytesForCurrentThread());
        var failure = Assert.Throws<BadInputException>(open);
        return (failure, BytesRead() - read, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static long BytesRead()
    {
        var line = File.ReadLines("/proc/thread-self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal));
        return long.Parse(line["rchar:".Length..], CultureInfo.InvariantCulture);
    }
}
