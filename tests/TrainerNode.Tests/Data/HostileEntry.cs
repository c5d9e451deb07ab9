using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>
/// A set of a kind of data, and in the place of one of its files an entry that blocks, never ends, leads elsewhere or is larger than it looks.
/// </summary>
internal sealed class HostileEntry : IDisposable
{
    public const string Secret = "hunter2";

    /// <summary>Of images once decoded: the good sets have less, the bombs more.</summary>
    public const long MostDecoded = 1 << 20;

    private readonly TestFolder _folder;
    private readonly string _kind, _entry, _place;
    private System.Net.Sockets.Socket? _listener;

    /// <param name="folder">Takes the set, in a folder named root; what lies beside that is outside.</param>
    public HostileEntry(TestFolder folder, string kind, string entry)
    {
        (_folder, _kind, _entry) = (folder, kind, entry);
        (var path, _place) = Good();
        var images = Kind == DataKind.Images;
        Spec = new DataSpec { Kind = Kind, Path = path, Positive = [images ? "yes" : "1"], ImageSize = images ? 8 : null };
    }

    public static IEnumerable<(string Kind, string Entry)> All =>
        from kind in new[] { "csv", "npz", "images", "labels", "idx" }
        from entry in new[] { "pipe", "device", "proc", "socket", "loop", "out", "deep", "sparse", "bomb" }
        // A labels.csv that cannot be followed is none, and folders are classes then.
        where (kind, entry) is not ("labels", "loop" or "deep")
        select (kind, entry);

    public string Root => _folder["root"];

    /// <summary>A good set until <see cref="Make"/>.</summary>
    public DataSpec Spec { get; private set; }

    private DataKind Kind => _kind switch { "csv" => DataKind.Csv, "npz" => DataKind.Npz, "idx" => DataKind.Idx, _ => DataKind.Images };

    public void Make()
    {
        File.Delete(_place);
        _listener = Entry();
        if (_entry == "deep" && Kind is DataKind.Csv or DataKind.Npz) Spec = Spec with { Path = _folder["root/deep"] };
    }

    public void Dispose()
    {
        _listener?.Dispose();
        // Deeper than .NET's own deletion goes.
        using var remove = Process.Start("rm", ["-rf", _folder.Root]);
        remove.WaitForExit();
        Directory.CreateDirectory(_folder.Root);
    }

    /// <summary>What a reader says of it that may read everything.</summary>
    public string Expected => _entry switch
    {
        "pipe" => "is a pipe; a regular file was expected",
        "device" => "is a device; a regular file was expected",
        "socket" => "is a socket; a regular file was expected",
        "sparse" => "has 1,099,511,627,776 bytes; at most",
        "out" => "outside of the data roots (",
        // Its size is 0, however much it gives.
        "proc" => _kind switch
        {
            "csv" or "labels" => "holds no rows",
            "npz" => "damaged or not an .npz file",
            "idx" => "ends too early",
            _ => "is damaged or not a JPEG or PNG image",
        },
        "loop" => _kind switch { "images" => "cannot be read", "idx" => "has no train-labels", _ => "does not exist" },
        "deep" => _kind switch { "images" => "more than 100 deep", "idx" => "has no train-labels", _ => "is a folder" },
        _ => _kind switch
        {
            "csv" or "labels" => "is longer than 1,048,576 bytes",
            "npz" => "bytes of images once decoded; at most 1,048,576 were expected",
            "idx" => "is longer than its header says",
            _ => "is 16384 x 16384 pixels; at most",
        },
    };

    /// <summary>A set that can be read.</summary>
    /// <returns>The path of the set, and the file of it that gives way.</returns>
    private (string Path, string Place) Good()
    {
        switch (_kind)
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
                var set = _folder.Classes("root/set", gray: true);
                if (_kind == "images") return (set, _folder["root/set/no/20.png"]);
                var classes = Enumerable.Range(0, 40).Select(i => i < 16 ? "yes" : "no");
                var rows = classes.Select((label, i) => $"{label}/{i:D2}.png,{label}\n");
                return (set, _folder.Text("root/set/labels.csv", "file,label\n" + string.Concat(rows)));
        }
    }

    /// <returns>What has to stay open.</returns>
    private System.Net.Sockets.Socket? Entry()
    {
        switch (_entry)
        {
            case "pipe":
                PosixEntries.Pipe(_place);
                break;
            case "device":
                File.CreateSymbolicLink(_place, "/dev/zero");
                break;
            case "proc":
                File.CreateSymbolicLink(_place, "/proc/self/environ");
                break;
            case "socket":
                return PosixEntries.Socket(_place);
            case "loop":
                File.CreateSymbolicLink(_place, Path.GetFileName(_place));
                break;
            case "out":
                File.CreateSymbolicLink(_place, _folder.Text("outside", $"file,label\n{Secret},{Secret}\n"));
                break;
            case "deep":
                Deep(_kind == "images" ? _folder["root/set/no/deep"] : _kind == "idx" ? _folder["root/m/deep"] : _folder["root/deep"]);
                break;
            case "sparse":
                using (var sparse = File.Create(_place)) sparse.SetLength(1L << 40);
                break;
            default:
                File.WriteAllBytes(_place, Bomb());
                break;
        }
        return null;
    }

    private byte[] Bomb()
    {
        switch (_kind)
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
}
