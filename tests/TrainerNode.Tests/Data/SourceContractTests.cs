using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Sources;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>
/// What every data source promises, whatever its kind: run over all kinds that are registered. A new kind brings a <see cref="SampleOfSource"/> and has to
/// pass as it is.
/// </summary>
public sealed class SourceContractTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Kinds => [.. KindNames.All<DataKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_the_search_file_has_one_source_one_sample_and_a_row_in_the_docs()
    {
        var names = KindNames.All<DataKind>().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, SourceKind.All.Select(kind => kind.Kind.Name()));
        Assert.Equal(names, SampleOfSource.All.Keys.Order(StringComparer.Ordinal));
        var docs = File.ReadAllText(Checkout.PathOf("docs", "search-file.md"));
        Assert.All(names, name => Assert.Contains($"`{name}`", docs, StringComparison.Ordinal));
    }

    private (SourceKind Kind, DataSpec Spec) Of(string name)
    {
        var spec = SampleOfSource.All[name].Make(_folder);
        return (SourceKind.Of(spec), spec);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_same_contents_are_the_same_source_wherever_they_lie(string name)
    {
        var (kind, spec) = Of(name);
        var first = kind.Open(spec, DataRoots.Anywhere, Cancel);
        Assert.Equal(first.Labels.Count, first.Groups?.Count ?? first.Labels.Count);
        Assert.Equal(first.Labels.Count, first.Given?.Count ?? first.Labels.Count);
        var values = Values(first);
        if (spec.Path is { } path)
        {
            var elsewhere = _folder["elsewhere/" + Path.GetFileName(path)];
            Directory.CreateDirectory(_folder["elsewhere"]);
            Directory.Move(path, elsewhere);
            spec = spec with { Path = elsewhere };
        }
        var second = kind.Open(spec, DataRoots.Anywhere, Cancel);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", first.Fingerprint);
        Assert.Equal(first.Labels, second.Labels);
        Assert.Equal(first.Groups, second.Groups);
        Assert.Equal(first.Given, second.Given);
        Assert.Equal(values, Values(second));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void It_opens_as_a_data_set_with_its_fingerprint(string name)
    {
        var (kind, spec) = Of(name);
        using var data = Datasets.Open(spec, _folder.Cache, cancel: Cancel);
        Assert.Equal(kind.Open(spec, DataRoots.Anywhere, Cancel).Fingerprint, data.Fingerprint);
        Assert.All(Enum.GetValues<Split>(), split => Assert.False(data.Labels(split).IsEmpty));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_missing_or_of_the_wrong_type_is_one_line_that_names_the_path(string name)
    {
        var (kind, spec) = Of(name);
        if (spec.Path is not { } path) return;
        Refused(spec with { Path = _folder["missing"] }, "does not exist");
        Refused(spec with { Path = null }, "data.path: missing");
        Refused(spec with { Path = kind.IsFolder ? _folder.Text("a-file", "x") : _folder.Root }, kind.IsFolder ? "is a file" : "is a folder");
        Assert.Throws<BadInputException>(() => kind.Open(spec, DataRoots.Of([_folder["root"]]), Cancel));
        Assert.True(Path.Exists(path));

        void Refused(DataSpec bad, string expected)
        {
            var message = TestFolder.BadInput(() => kind.Open(bad, DataRoots.Anywhere, Cancel));
            Assert.Contains(expected, message, StringComparison.Ordinal);
            if (bad.Path is { } place) Assert.Contains(place, message, StringComparison.Ordinal);
        }
    }

    /// <summary>A pipe would block its reader for ever: it is not waited for, whether it is the file itself or one of a folder.</summary>
    [Theory(Timeout = 60_000), MemberData(nameof(Kinds))]
    public async Task A_pipe_in_the_place_of_a_file_is_refused_at_once(string name)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("pipes are made on Linux");
        var cancel = TestContext.Current.CancellationToken;
        var (kind, spec) = Of(name);
        if (spec.Path is not { } path) return;
        foreach (var file in kind.IsFolder ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [path])
        {
            var kept = File.ReadAllBytes(file);
            File.Delete(file);
            PosixEntries.Pipe(file);
            var failure = await Task.Run(() => Assert.Throws<BadInputException>(() => Values(kind.Open(spec, DataRoots.Anywhere, cancel))), cancel);
            Assert.DoesNotContain('\n', failure.Message);
            Assert.Contains("pipe", failure.Message, StringComparison.Ordinal);
            File.Delete(file);
            File.WriteAllBytes(file, kept);
        }
        Assert.NotEmpty(kind.Open(spec, DataRoots.Anywhere, Cancel).Labels);
    }

    /// <summary>Cut anywhere, a file is refused, or read as what it is without its end; it is never an error of the program.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void A_file_that_is_cut_is_refused_in_one_line_or_read(string name)
    {
        var (kind, spec) = Of(name);
        if (spec.Path is not { } path) return;
        var file = kind.IsFolder ? Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First() : path;
        var whole = File.ReadAllBytes(file);
        var before = kind.Open(spec, DataRoots.Anywhere, Cancel).Fingerprint;
        foreach (var length in new[] { 0, 1, whole.Length / 3, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(file, whole[..length]);
            try
            {
                var source = kind.Open(spec, DataRoots.Anywhere, Cancel);
                Assert.NotEqual(before, source.Fingerprint);
                Values(source);
            }
            catch (BadInputException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.DoesNotContain('\n', e.WithoutContent);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Reading_and_decoding_stop_when_they_are_cancelled(string name)
    {
        var (kind, spec) = Of(name);
        var gone = new CancellationToken(canceled: true);
        if (spec.Path is not null) Assert.ThrowsAny<OperationCanceledException>(() => kind.Open(spec, DataRoots.Anywhere, gone));
        if (kind.Open(spec, DataRoots.Anywhere, Cancel) is PixelSource source)
            Assert.ThrowsAny<OperationCanceledException>(() => source.Decode(new Sink(), gone));
    }

    /// <summary>A header may claim any number of samples: a source that reads one says how many it takes, and takes no memory for more.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Memory_grows_with_what_is_there_and_not_with_what_is_claimed(string name)
    {
        var (kind, spec) = Of(name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Values(kind.Open(spec, DataRoots.Anywhere, Cancel));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, "a few small samples took 64 MiB");
    }

    private static byte[] Values(SampleSource source)
    {
        if (source is FeatureSource table) return MemoryMarshal.AsBytes(table.Values.AsSpan()).ToArray();
        var sink = new Sink();
        ((PixelSource)source).Decode(sink, Cancel);
        Assert.Equal(source.Labels.Count, sink.Samples);
        return [.. sink.Bytes];
    }

    private sealed class Sink : IPixelSink
    {
        public List<byte> Bytes { get; } = [];
        public int Samples { get; private set; }

        public void Start(int channels, int height, int width)
        {
            Bytes.Clear();
            Samples = 0;
            foreach (var size in new[] { channels, height, width }) Bytes.AddRange(BitConverter.GetBytes(size));
        }

        public void Write(ReadOnlySpan<byte> sample)
        {
            Bytes.AddRange(sample);
            Samples++;
        }
    }
}

/// <summary>A small data set of one kind.</summary>
internal abstract class SampleOfSource
{
    /// <summary>By the kind's name: every class derived from this one.</summary>
    public static IReadOnlyDictionary<string, SampleOfSource> All { get; } = Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => type.IsSubclassOf(typeof(SampleOfSource))).Select(type => (SampleOfSource)Activator.CreateInstance(type)!)
        .ToDictionary(one => one.Kind.Name());

    public abstract DataKind Kind { get; }

    public abstract DataSpec Make(TestFolder folder);

    private sealed class Npz : SampleOfSource
    {
        public override DataKind Kind => DataKind.Npz;

        public override DataSpec Make(TestFolder folder) =>
            new() { Kind = Kind, Path = folder.Npz("a.npz", System.IO.Compression.CompressionLevel.Fastest, TestFolder.MedMnist()), Positive = ["1"] };
    }

    private sealed class Csv : SampleOfSource
    {
        public override DataKind Kind => DataKind.Csv;

        public override DataSpec Make(TestFolder folder) => new()
        {
            Kind = Kind,
            Path = folder.Text("a.csv", "x,y,who,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i * i % 7},p{i / 2},{i / 2 % 2}\n"))),
            Positive = ["1"],
            Group = "who",
            Csv = new CsvSpec { Header = true },
        };
    }

    private sealed class Images : SampleOfSource
    {
        public override DataKind Kind => DataKind.Images;

        public override DataSpec Make(TestFolder folder) => new() { Kind = Kind, Path = folder.Classes("set"), Positive = ["yes"] };
    }

    private sealed class Idx : SampleOfSource
    {
        public override DataKind Kind => DataKind.Idx;

        public override DataSpec Make(TestFolder folder)
        {
            foreach (var (prefix, count) in new[] { ("train", 40), ("t10k", 12) })
            {
                folder.Idx($"mnist/{prefix}-images-idx3-ubyte", [count, 3, 3], [.. Enumerable.Range(0, count * 9).Select(i => (byte)(i * 5))]);
                folder.Idx($"mnist/{prefix}-labels-idx1-ubyte", [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
            }
            return new() { Kind = Kind, Path = folder["mnist"], Positive = ["1"] };
        }
    }

    private sealed class SyntheticCracks : SampleOfSource
    {
        public override DataKind Kind => DataKind.SyntheticCracks;

        public override DataSpec Make(TestFolder folder) =>
            new() { Kind = Kind, Positive = ["crack"], ImageSize = 16, Synthetic = new SyntheticSpec { Samples = 60, PositiveShare = 0.3 } };
    }
}
