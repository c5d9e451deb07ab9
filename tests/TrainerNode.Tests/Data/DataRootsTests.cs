using System.IO.Compression;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Sources;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>Paths count by the place that they lead to; what leads out of the roots is refused, whether anything is there or not.</summary>
public sealed class DataRootsTests : IDisposable
{
    private const string Secret = "hunter2";

    private readonly TestFolder _folder = new();

    public DataRootsTests()
    {
        foreach (var name in new[] { "root/sub", "root-2", "outside" }) Directory.CreateDirectory(_folder[name]);
        _folder.Text("root/good.csv", Table("1"));
        _folder.Text("outside/secret.csv", Table(Secret));
        Link("root/in", "sub");
        Link("root/out", "../outside");
        Link("root/etc", "/etc");
        Link("root/chain", "in/../out");
        Link("root/back", "/proc/self/cwd");
        Link("root/self", "self");
        Link("alias", "root");
        Link("root/through", _folder["alias"] + "/sub");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DataRoots Roots => DataRoots.Of([_folder["root"]]);

    public void Dispose() => _folder.Dispose();

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder[name], target);

    private static string Table(string label) => string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "0" : label)}\n"));

    private LoadedDataset Open(DataKind kind, string path, DataRoots? roots = null) => Datasets.Open(
        new DataSpec { Kind = kind, Path = path, Positive = [kind == DataKind.Images ? "yes" : "1"], ImageSize = kind == DataKind.Images ? 8 : null },
        _folder.Cache, roots: roots ?? Roots, cancel: Cancel);

    private BadInputException Refused(DataKind kind, string path) => Assert.Throws<BadInputException>(() => Open(kind, path));

    [Theory]
    [InlineData("root", "root")]
    [InlineData("root/good.csv", "root/good.csv")]
    [InlineData("root/nothing", "root/nothing")]
    [InlineData("root/in", "root/sub")]
    [InlineData("root/in/../good.csv", "root/good.csv")]
    [InlineData("outside/../root/sub/.//x", "root/sub/x")]
    [InlineData("root/self", "root/self")]
    [InlineData("root/out", null)]
    [InlineData("root/out/secret.csv", null)]
    [InlineData("root/out/nothing", null)]
    [InlineData("root/out/../root/good.csv", "root/good.csv")]
    [InlineData("root/etc/passwd", null)]
    [InlineData("root/etc/nothing", null)]
    [InlineData("root/chain", null)]
    [InlineData("root/back", null)]
    [InlineData("root/..", null)]
    [InlineData("root/sub/../../outside/secret.csv", null)]
    [InlineData("root-2", null)]
    [InlineData("outside/secret.csv", null)]
    [InlineData("alias/good.csv", null)]
    [InlineData("", null)]
    public void A_path_counts_by_the_place_that_it_leads_to(string path, string? real) =>
        Assert.Equal(real is null ? null : Whole(real), Roots.Real(_folder[path]));

    [Fact]
    public void Roots_may_be_links_and_may_come_later()
    {
        var roots = DataRoots.Of([_folder["later"], _folder["alias"] + "/"]);
        Assert.Equal($"{_folder["later"]}, {_folder["alias"]}", roots.ToString());
        foreach (var path in new[] { "alias/good.csv", "root/good.csv" }) Assert.Equal(Whole("root/good.csv"), roots.Real(_folder[path]));
        // A link of the set that goes by the root's own name.
        Assert.Equal(Whole("root/sub"), roots.Real(_folder["alias/through"]));
        Assert.Null(roots.Real(_folder["outside/secret.csv"]));
        Link("later", "outside");
        Assert.Equal(Whole("outside/secret.csv"), roots.Real(_folder["later/secret.csv"]));
        Assert.Null(DataRoots.Of([]).Real(_folder["root"]));
        Assert.Equal(_folder["outside"], DataRoots.Anywhere.Real(_folder["outside"]));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/etc/..")]
    [InlineData("link")]
    public void The_whole_file_system_is_no_root(string root)
    {
        Link("link", "/");
        Assert.Contains("is the whole file system; give the folders",
            Assert.Throws<BadInputException>(() => DataRoots.Of([root[0] == '/' ? root : _folder[root]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_that_no_file_can_have_are_outside()
    {
        Assert.Null(Roots.Real(_folder["root/a\0b"]));
        Assert.Null(Roots.Real(_folder["root/" + new string('x', 5000)]));
        Assert.StartsWith("data.path: ", Refused(DataKind.Csv, _folder["root/a\0b"]).Message, StringComparison.Ordinal);
        var cut = Assert.Throws<BadInputException>(() => Open(DataKind.Csv, _folder["root/good.csv\0b"], DataRoots.Anywhere));
        Assert.Contains("does not exist", cut.Message, StringComparison.Ordinal);
    }

    /// <summary>Of what there is outside, and of what there is not, the same is said.</summary>
    [Theory]
    [InlineData("/etc/passwd", "/etc/nothing")]
    [InlineData("/etc", "/nothing")]
    [InlineData("~/outside/secret.csv", "~/outside/nothing.csv")]
    [InlineData("~/outside", "~/nothing")]
    [InlineData("~/root/out/secret.csv", "~/root/out/nothing.csv")]
    [InlineData("~/root/etc/passwd", "~/root/etc/nothing")]
    [InlineData("~/root/etc/ssl", "~/root/etc/passwd/x")]
    [InlineData("~/outside/../outside/secret.csv", "~/nothing/../outside/nothing.csv")]
    public void A_refusal_does_not_say_whether_anything_is_there(string there, string nothing)
    {
        foreach (var kind in new[] { DataKind.Csv, DataKind.Npz, DataKind.Idx, DataKind.Images })
            foreach (var path in new[] { there, nothing }.Select(path => path.Replace("~", _folder.Root, StringComparison.Ordinal)))
            {
                var refused = Refused(kind, path);
                Assert.Equal($"data.path: {path} is outside of the data roots ({_folder["root"]}); --data-root adds one", refused.Message);
                Assert.Equal(refused.Message, refused.WithoutContent);
            }
    }

    [Fact]
    public void Nothing_outside_is_looked_at()
    {
        // Followed, these would lead into the root.
        Link("outside/home", "../root");
        Link("root/around", "../outside/home/good.csv");
        Assert.Null(Roots.Real(_folder["outside/home/good.csv"]));
        Assert.Null(Roots.Real(_folder["root/around"]));
    }

    [Fact]
    public void Data_in_a_root_is_read_by_any_of_its_names()
    {
        using var data = Open(DataKind.Csv, _folder["root/good.csv"]);
        Link("root/sub/same.csv", "../good.csv");
        using var same = Open(DataKind.Csv, _folder["root/in/same.csv"]);
        Assert.Equal(data.Fingerprint, same.Fingerprint);
        Assert.Equal("data.path: " + _folder["root/sub"] + " is a folder; expected a CSV file", Refused(DataKind.Csv, _folder["root/sub"]).Message);
        Assert.Equal("data.path: " + _folder["root/nothing"] + " does not exist; expected a CSV file", Refused(DataKind.Csv, _folder["root/nothing"]).Message);
    }

    [Theory]
    [InlineData("yes/link.png", "/outside/x.png", "a link in it leads outside of")]
    [InlineData("yes/link.png", "/outside/nothing.png", "a link in it leads outside of")]
    [InlineData("yes/link", "/outside", "a link in it leads outside of")]
    [InlineData("yes/link", "/outside/nothing", "a link in it leads outside of")]
    [InlineData("labels.csv", "/outside/labels.csv", "labels.csv: is outside of")]
    [InlineData("labels.csv", "/outside/nothing.csv", "labels.csv: is outside of")]
    public void A_set_whose_links_lead_out_is_refused(string name, string target, string expected)
    {
        var set = _folder.Classes("root/set");
        _folder.Image("outside/x.png", 8, 8, (_, _) => SkiaSharp.SKColors.Red);
        _folder.Text("outside/labels.csv", $"file,label\n{Secret}.png,yes\n");
        File.CreateSymbolicLink(Path.Combine(set, name), _folder.Root + target);
        var refused = Refused(DataKind.Images, set);
        Assert.Contains("outside of the data roots (", refused.Message, StringComparison.Ordinal);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.WithoutContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("link.png", refused.WithoutContent, StringComparison.Ordinal);
        using var own = Open(DataKind.Images, _folder.Classes("root/other"), DataRoots.Of([_folder.Root]));
        Assert.Equal(40, own.Report.Labels.Sum(label => label.Samples));
    }

    [Theory]
    [InlineData("secret.png")]
    [InlineData("nothing.png")]
    public void Labels_that_name_a_link_out_are_refused_alike(string target)
    {
        var set = _folder.Classes("root/set");
        _folder.Image("outside/secret.png", 8, 8, (_, _) => SkiaSharp.SKColors.Red);
        Link("root/set/yes/link.png", _folder["outside/" + target]);
        _folder.Text("root/set/labels.csv", "file,label\nyes/link.png,yes\n");
        var refused = Refused(DataKind.Images, set);
        Assert.Equal($"{set}/labels.csv, line 2: 'yes/link.png' is {Roots.Outside}", refused.Message);
        Assert.Equal($"{set}/labels.csv, line 2: the file is {Roots.Outside}", refused.WithoutContent);
    }

    [Fact]
    public void A_link_out_that_no_label_names_does_no_harm()
    {
        var set = _folder.Classes("root/set");
        _folder.Text("root/set/labels.csv", "file,label\n" + string.Concat(Directory.GetFiles(set, "*.png", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(set, file)).Select(file => $"{file},{file.Split('/')[0]}\n")));
        Link("root/set/notes", "/etc");
        using var pool = new DatasetPool(Roots);
        using var data = pool.Open(new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] }, _folder.Cache, cancel: Cancel);
        Assert.Equal(40, data.Report.Labels.Sum(label => label.Samples));
    }

    [Fact]
    public void IDX_files_that_are_links_out_are_refused()
    {
        foreach (var (part, count) in new[] { ("train", 20), ("t10k", 10) })
        {
            _folder.Idx($"root/m/{part}-images-idx3-ubyte", [count, 2, 2], [.. Enumerable.Range(0, count * 4).Select(i => (byte)(count + i))]);
            _folder.Idx($"root/m/{part}-labels-idx1-ubyte", [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
        }
        Open(DataKind.Idx, _folder["root/m"]).Dispose();
        File.Move(_folder["root/m/t10k-images-idx3-ubyte"], _folder["outside/images"]);
        Link("root/m/t10k-images-idx3-ubyte", _folder["outside/images"]);
        Assert.Contains($"t10k-images-idx3-ubyte: is {Roots.Outside}", Refused(DataKind.Idx, _folder["root/m"]).Message, StringComparison.Ordinal);
    }

    /// <summary>Neither what the pool holds open nor the images that the cache holds decoded are a way around the roots.</summary>
    [Fact]
    public void What_was_read_before_is_no_way_around_the_roots()
    {
        var path = _folder.Npz("outside/set.npz", CompressionLevel.Fastest, TestFolder.MedMnist());
        Open(DataKind.Npz, path, DataRoots.Anywhere).Dispose();
        Assert.NotEmpty(Directory.GetFiles(_folder.Cache));
        var spec = new DataSpec { Kind = DataKind.Npz, Path = path, Positive = ["1"] };
        using var pool = new DatasetPool(Roots);
        AssertOutside(spec);

        var own = spec with { Path = _folder["root/set.npz"] };
        File.Copy(path, own.Path);
        using (var inside = pool.Open(own, _folder.Cache, cancel: Cancel)) Assert.Equal(32, inside.Report.Labels.Sum(label => label.Samples));
        // The same bytes and times, elsewhere.
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(own.Path));
        File.Delete(own.Path);
        Link("root/set.npz", path);
        AssertOutside(own);

        void AssertOutside(DataSpec spec) => Assert.Contains("is outside of the data roots",
            Assert.Throws<BadInputException>(() => pool.Open(spec, _folder.Cache, cancel: Cancel)).Message, StringComparison.Ordinal);
    }

    /// <summary>Somebody exchanges a file for a link, all the time, while it is checked and opened.</summary>
    [Fact]
    public async Task What_is_opened_is_what_was_checked()
    {
        var (path, good) = (_folder.Text("root/a", "good"), _folder.Text("root/b", "good"));
        _folder.Text("outside/a", Secret);
        using var done = new CancellationTokenSource();
        var exchanging = Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                var next = _folder[$"root/next-{i % 2}"];
                if (i % 2 == 0) File.CreateSymbolicLink(next, _folder["outside/a"]);
                else File.Copy(good, next);
                File.Move(next, path, overwrite: true);
            }
        }, Cancel);
        var (read, refused) = (0, 0);
        while (read < 300 || refused < 300)
        {
            Assert.False(exchanging.IsFaulted, exchanging.Exception?.Message);
            try
            {
                using var stream = new StreamReader(DataFile.Open(path, Roots, Cancel));
                Assert.Equal("good", await stream.ReadToEndAsync(Cancel));
                read++;
            }
            catch (BadInputException e)
            {
                Assert.Contains("is outside of the data roots", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        await done.CancelAsync();
        await exchanging;
    }

    private string Whole(string name) => Path.Combine(new DirectoryInfo(_folder.Root).FullName, name);
}
