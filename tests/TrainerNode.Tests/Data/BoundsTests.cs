using System.Diagnostics;
using System.IO.Compression;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Data.Splitting;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>Files that would block, never end, or take all memory are one line each. A test that waits for ever fails by the runner's limit.</summary>
public sealed class BoundsTests : IDisposable
{
    private const int Limit = 60_000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Told(DataKind kind, string path, int? size = null) => TestFolder.BadInput(() =>
        Datasets.Open(new DataSpec { Kind = kind, Path = path, Positive = [kind == DataKind.Images ? "yes" : "1"], ImageSize = size },
            _folder.Cache, cancel: TestContext.Current.CancellationToken));

    [Theory(Timeout = Limit)]
    [InlineData(DataKind.Csv, "pipe", "is a pipe; a regular file was expected")]
    [InlineData(DataKind.Npz, "pipe", "is a pipe; a regular file was expected")]
    [InlineData(DataKind.Csv, "socket", "is a socket; a regular file was expected")]
    [InlineData(DataKind.Csv, "/dev/zero", "is a device; a regular file was expected")]
    [InlineData(DataKind.Npz, "/dev/urandom", "is a device; a regular file was expected")]
    [InlineData(DataKind.Csv, "link", "is a device; a regular file was expected")]
    [InlineData(DataKind.Csv, "sparse", "has 1,099,511,627,776 bytes; at most 68,719,476,736 were expected")]
    [InlineData(DataKind.Npz, "sparse", "has 1,099,511,627,776 bytes")]
    [InlineData(DataKind.Csv, "/proc/self/environ", "holds no rows")]
    [InlineData(DataKind.Csv, "/proc/kmsg", "")]
    public async Task What_is_no_file_of_a_sensible_size_is_refused_without_waiting(DataKind kind, string name, string expected)
    {
        PosixEntries.Pipe(_folder["pipe"]);
        using var socket = PosixEntries.Socket(_folder["socket"]);
        File.CreateSymbolicLink(_folder["link"], "/dev/zero");
        using (var sparse = File.Create(_folder["sparse"])) sparse.SetLength(1L << 40);
        var path = name.StartsWith('/') ? name : _folder[name];
        var told = await Task.Run(() => Told(kind, path), TestContext.Current.CancellationToken);
        Assert.Contains(path, told, StringComparison.Ordinal);
        Assert.Contains(expected, told, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("no/pipe.png", "no/pipe.png: is a pipe")]
    [InlineData("labels.csv", "labels.csv: is a pipe")]
    public async Task A_pipe_among_images_is_refused_without_waiting(string name, string expected)
    {
        var set = _folder.Classes("set");
        PosixEntries.Pipe(_folder["set/" + name]);
        Assert.Contains(expected, await Task.Run(() => Told(DataKind.Images, set), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Folders_without_an_end_are_told_in_one_line()
    {
        var set = _folder.Classes("set");
        Directory.CreateDirectory(_folder["set/yes/sub"]);
        Directory.CreateSymbolicLink(_folder["set/yes/sub/up"], set);
        Directory.CreateSymbolicLink(_folder["set/yes/sub/here"], ".");
        Assert.Contains("has no end: ", await Opened(), StringComparison.Ordinal);
        Assert.Contains("has no end: ", await Task.Run(Pooled), StringComparison.Ordinal);
        Directory.Delete(_folder["set/yes/sub"], recursive: true);
        var deep = _folder["set/yes"];
        for (var i = 0; i < 101; i++) Directory.CreateDirectory(deep = Path.Combine(deep, "d"));
        Assert.Contains("more than 100 deep", await Opened(), StringComparison.Ordinal);

        Task<string> Opened() => Task.Run(() => Told(DataKind.Images, set), TestContext.Current.CancellationToken);
        string Pooled()
        {
            using var pool = new DatasetPool(DataRoots.Anywhere);
            return TestFolder.BadInput(() => pool.Open(new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] }, _folder.Cache));
        }
    }

    [Fact]
    public void A_link_to_another_folder_is_followed_and_entries_are_counted()
    {
        var set = _folder.Classes("set");
        Directory.Move(_folder["set/no"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["set/no"], _folder["elsewhere"]);
        using var data = Datasets.Open(new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] },
            _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(40, data.Report.Labels.Sum(label => label.Samples));
        // Two folders and forty images.
        var files = 0;
        FolderWalk.Files(set, DataRoots.Anywhere, _ => files++, skipUnreadable: false, CancellationToken.None, most: 42);
        Assert.Equal(40, files);
        Assert.Contains("holds more than 41 files and folders", TestFolder.BadInput(() =>
        {
            FolderWalk.Files(set, DataRoots.Anywhere, _ => { }, skipUnreadable: false, CancellationToken.None, most: 41);
            return files;
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_gives_up_stops_the_reading_and_another_asker_reads_again()
    {
        var spec = new DataSpec { Kind = DataKind.Images, Path = _folder.Classes("set"), Positive = ["yes"] };
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => pool.Open(spec, _folder.Cache, cancel: gone.Token));
        foreach (var kind in new[] { DataKind.Images, DataKind.SyntheticCracks })
        {
            var other = spec with { Kind = kind, Positive = [kind == DataKind.Images ? "yes" : "crack"] };
            Assert.ThrowsAny<OperationCanceledException>(() => Datasets.Open(other, _folder["empty"], cancel: gone.Token));
        }
        using var data = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([3, 8, 8], data.SampleShape);
    }

    [Theory]
    [InlineData(65536, 65536, "is 65536 x 65536 pixels; expected at most 16384 on each side")]
    [InlineData(46341, 46341, "is 46341 x 46341 pixels; expected at most 16384 on each side")]
    [InlineData(2147483647, 2147483647, "expected at most 16384 on each side")]
    [InlineData(67108864, 1, "is 1 x 67108864 pixels; expected at most 16384 on each side")]
    [InlineData(1, 16385, "is 16385 x 1 pixels; expected at most 16384 on each side")]
    [InlineData(1, 16384, "ends too early")]
    [InlineData(8192, 8193, "at most 67,108,864")]
    [InlineData(8192, 8192, "ends too early")]
    [InlineData(1 << 14, 1 << 14, "at most 67,108,864")]
    public void Sizes_that_overflow_in_headers_of_arrays_are_told_in_one_line(int height, int width, string expected)
    {
        var arrays = TestFolder.MedMnist();
        arrays[0].Item2 = TestFolder.Npy("|u1", [20, height, width], new byte[320]);
        Assert.Contains(expected, Told(DataKind.Npz, _folder.Npz("a.npz", CompressionLevel.Fastest, arrays)), StringComparison.Ordinal);
        arrays[0].Item2 = TestFolder.Npy("<f8", [20, height, width, 3], new byte[320]);
        Assert.Contains(expected, Told(DataKind.Npz, _folder.Npz("b.npz", CompressionLevel.Fastest, arrays)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2147483647, "holds 2147483647 labels; at most 33554432")]
    [InlineData(33554433, "holds 33554433 labels")]
    [InlineData(33554432, "ends too early")]
    public void Labels_that_are_claimed_but_not_there_take_no_memory(int count, string expected)
    {
        var arrays = TestFolder.MedMnist();
        arrays[1].Item2 = TestFolder.Npy("<i8", [count], new byte[80]);
        var path = _folder.Npz("a.npz", CompressionLevel.Fastest, arrays);
        if (count <= LabelText.MostSamples && count > MemoryShare.Samples) expected = "samples or more";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, Told(DataKind.Npz, path), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData(16384, 16384, "is 16384 x 16384 pixels; at most 67,108,864")]
    [InlineData(65536, 65536, "the header is damaged")]
    [InlineData(-1, 4, "the header is damaged")]
    public void Sizes_in_headers_of_idx_files_are_bounded(int height, int width, string expected)
    {
        foreach (var (part, count) in new[] { ("train", 20), ("t10k", 10) })
        {
            _folder.Idx($"m/{part}-images-idx3-ubyte", [count, height, width], new byte[80]);
            _folder.Idx($"m/{part}-labels-idx1-ubyte", [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
        }
        Assert.Contains(expected, Told(DataKind.Idx, _folder["m"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png", 16384, 16384)]
    [InlineData("jpg", 16000, 5000)]
    public void Small_files_that_are_large_images_are_refused_by_their_header(string type, int width, int height)
    {
        var set = _folder.Classes("set", gray: true);
        using (var bitmap = new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque))
        using (var data = bitmap.Encode(type == "png" ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 50))
            for (var i = 0; i < 4; i++) _folder.Bytes($"set/no/bomb{i}.{type}", data.ToArray());
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        Assert.Contains($"bomb0.{type}: is {width} x {height} pixels; at most 67,108,864", Told(DataKind.Images, set, size: 8), StringComparison.Ordinal);
        // The kernel's peak is a sum of counters per core, and may fall by some pages between two readings.
        Assert.InRange(Process.GetCurrentProcess().PeakWorkingSet64 - before, -(1 << 20), 100 << 20);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("1,1\n2,0\n", 3)]
    [InlineData("1,1\n\"", 2)]
    public void A_row_without_an_end_is_told_with_its_line(string before, int line)
    {
        var path = _folder.Text("long.csv", before + new string('7', 3 * CsvTable.MostBytesOfRow));
        Assert.Equal($"{path}, line {line}: is longer than 1,048,576 bytes; a row of numbers was expected (is a quote not closed?)", Told(DataKind.Csv, path));
    }

    [Fact]
    public void A_row_that_is_as_long_as_an_image_is_read()
    {
        var row = string.Concat(Enumerable.Repeat("255,", 250_000));
        var path = _folder.Text("wide.csv", string.Concat(Enumerable.Range(0, 24).Select(i => $"{i},{row}{i % 2}\n")));
        using var data = Datasets.Open(new DataSpec { Kind = DataKind.Csv, Path = path, Positive = ["1"] },
            _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Equal([250_001], data.SampleShape);
    }

    [Theory]
    [InlineData(80, null)]
    [InlineData(79, "has more than 79 values, as many as are held in memory here")]
    public void Values_of_a_table_are_bounded(int most, string? expected)
    {
        var path = _folder.Text("t.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i * i},{i % 2}\n")));
        var spec = new DataSpec { Kind = DataKind.Csv, Path = path, Positive = ["1"] };
        CsvSource Read() => new(spec, DataRoots.Anywhere, TestContext.Current.CancellationToken, most);
        if (expected is null) Assert.Equal(80, Read().Values.Length);
        else Assert.Contains(expected, TestFolder.BadInput(Read), StringComparison.Ordinal);
    }

    [Fact]
    public void Different_texts_are_kept_within_a_bound_and_equal_ones_once()
    {
        var texts = new KeptTexts("x.csv", 2 * (80 + 6));
        var (first, second) = (texts.Keep("abc"), texts.Keep("abcd"[..3]));
        Assert.Same(first, second);
        texts.Keep("abd");
        Assert.StartsWith("x.csv: labels, groups or names of files take more than 172 bytes of memory",
            TestFolder.BadInput(() => texts.Keep("abe")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_of_an_archive_is_bounded()
    {
        var path = _folder["many.npz"];
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
            for (var i = 0; i < 12_000; i++) archive.CreateEntry($"{i}{new string('x', 100)}");
        Assert.Contains("its directory has more than 1048576 bytes", Told(DataKind.Npz, path), StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_behind_an_array_are_not_read()
    {
        var arrays = TestFolder.MedMnist();
        arrays[1].Item2 = [.. arrays[1].Item2, .. new byte[64 << 20]];
        var path = _folder.Npz("long.npz", CompressionLevel.Fastest, arrays);
        Assert.Contains("train_labels is longer than its header says", Told(DataKind.Npz, path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32, null)]
    [InlineData(31, "has 32 samples or more; at most 31 are held in memory here")]
    [InlineData(25, "has 26 samples or more; at most 25 are held in memory here")]
    [InlineData(0, "has 20 samples or more; at most 0 are held in memory here")]
    public void Samples_are_counted_over_all_parts_before_they_are_held(int most, string? expected)
    {
        var npz = new DataSpec { Kind = DataKind.Npz, Path = _folder.Npz("a.npz", CompressionLevel.Fastest, TestFolder.MedMnist()), Positive = ["1"] };
        foreach (var (part, count) in new[] { ("train", 20), ("t10k", 12) })
        {
            _folder.Idx($"m/{part}-images-idx3-ubyte", [count, 2, 2], new byte[4 * count]);
            _folder.Idx($"m/{part}-labels-idx1-ubyte", [count], new byte[count]);
        }
        var idx = new DataSpec { Kind = DataKind.Idx, Path = _folder["m"], Positive = ["1"] };
        SampleSource Npz() => new NpzSource(npz, DataRoots.Anywhere, TestContext.Current.CancellationToken, most);
        SampleSource Idx() => new IdxSource(idx, DataRoots.Anywhere, TestContext.Current.CancellationToken, most);
        if (expected is null)
        {
            Assert.Equal((32, 32), (Npz().Labels.Count, Idx().Labels.Count));
            return;
        }
        Assert.Contains(expected, TestFolder.BadInput(Npz), StringComparison.Ordinal);
        // Its second part ends at 32 at once.
        Assert.Contains(expected.Replace("26", "32", StringComparison.Ordinal), TestFolder.BadInput(Idx), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_has_samples_for_the_memory_it_may_hold()
    {
        Assert.InRange(MemoryShare.Samples, MemoryShare.Bytes / 1000, MemoryShare.Bytes / 100);
        MemoryShare.Require("x", MemoryShare.Samples);
        Assert.StartsWith("x: has ", TestFolder.BadInput(() =>
        {
            MemoryShare.Require("x", MemoryShare.Samples + 1);
            return 0;
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_narrow_image_is_scaled_to_and_its_file_are_counted_before_it_is_decoded()
    {
        for (var i = 0; i < 2; i++) _folder.Image($"narrow/yes/{i}.png", 1, 1 << 14, (_, y) => new SKColor((byte)y, (byte)y, (byte)y));
        var source = new ImagesSource(
            new DataSpec { Kind = DataKind.Images, Path = _folder["narrow"], Positive = ["yes"], ImageSize = 4096 },
            DataRoots.Anywhere, TestContext.Current.CancellationToken);
        var sink = new CountingSink();
        source.Decode(sink, TestContext.Current.CancellationToken);
        Assert.Equal(2L << 24, sink.Bytes);
        Assert.InRange(ImageFile.Memory.Peak, 2 << 24, long.MaxValue);
        Assert.InRange(ImageFile.Encoded.Peak, new FileInfo(_folder["narrow/yes/0.png"]).Length, long.MaxValue);
    }

    private sealed class CountingSink : IPixelSink
    {
        public long Bytes { get; private set; }
        public void Start(int channels, int height, int width) { }
        public void Write(ReadOnlySpan<byte> sample) => Bytes += sample.Length;
    }

    [Fact(Timeout = Limit)]
    public async Task Half_a_million_columns_are_dropped_soon()
    {
        const int columns = 520_000, dropped = 500_000;
        var row = string.Join(',', Enumerable.Repeat(1, columns - 1));
        var path = _folder.Text("wide.csv", string.Concat(Enumerable.Range(0, 2).Select(i => $"{row},{i}\n")));
        var drop = Enumerable.Range(columns - 1 - dropped, dropped).Select(column => column.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var spec = new DataSpec { Kind = DataKind.Csv, Path = path, Positive = ["1"], Csv = new CsvSpec { Drop = [.. drop] } };
        var cancel = TestContext.Current.CancellationToken;
        var source = await Task.Run(() => new CsvSource(spec, DataRoots.Anywhere, cancel), cancel);
        Assert.Equal(columns - 1 - dropped, source.Columns.Length);
    }

    [Fact]
    public void Passes_over_samples_end_when_nobody_waits()
    {
        using var gone = new CancellationTokenSource();
        byte[] features = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        int[] all = [.. Enumerable.Range(0, 100)];
        var header = new PixelHeader(100, 1, 1, 1);
        byte[] bytes = [.. header.Bytes(System.Security.Cryptography.SHA256.HashData(features)), .. features];
        using var pixels = new PixelFile(header, bytes);
        var path = _folder.Bytes("a.pixels", bytes);
        PixelFile.Open(path, gone.Token)!.Dispose();
        gone.Cancel();
        foreach (var pass in new Action[]
        {
            () => PixelFile.Open(path, gone.Token),
            () => _ = new Duplicates(100, sample => features.AsSpan(sample, 1), gone.Token),
            () => SplitByShares.Divide(all, features, all, [0.6, 0.2, 0.2], 1, gone.Token),
            () => ImageDataset.Normalize(pixels, all, gone.Token),
        })
            Assert.ThrowsAny<OperationCanceledException>(pass);
    }

    [Fact]
    public async Task Large_images_are_decoded_one_after_another()
    {
        var room = new Room(100);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
        {
            using (room.Take(i % 5 == 0 ? 250 : 30, CancellationToken.None)) Thread.Sleep(1);
        }, TestContext.Current.CancellationToken)));
        // One that is larger than all there is has it alone; of the others three fit.
        Assert.Equal(250, room.Peak);
        using var gone = new CancellationTokenSource();
        using (room.Take(90, CancellationToken.None))
        {
            gone.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => room.Take(20, gone.Token));
        }
        room.Take(20, gone.Token).Dispose();
    }

    [Fact]
    public void The_largest_image_has_8192_pixels_on_each_side()
    {
        Assert.Equal(8192 * 8192, PixelForm.MostPixels);
        PixelForm.Require("x", 8192, 8192);
        Assert.Throws<BadInputException>(() => PixelForm.Require("x", 8192, 8193));
    }
}
