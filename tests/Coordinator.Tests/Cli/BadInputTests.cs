using System.IO.Compression;
using System.Text;
using SkiaSharp;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Cli;

/// <summary>
/// Every bad input ends in exit code 2 with one clear line, before anything starts. The search file's own cases are in
/// Search.Tests; here are the command line, the data, the model against the data, and the run's folder.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-bad-").FullName;

    public BadInputTests() => Environment.SetEnvironmentVariable("ACTORSEARCH_CACHE", Path.Combine(_folder, "cache"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ACTORSEARCH_CACHE", null);
        Directory.Delete(_folder, recursive: true);
    }

    private const string Rest = """

        train: { epochs: 2 }
        space: { pruning_rate: [0.5] }
        search: { max_level: 1, max_candidates: 2 }
        """;

    /// <summary>name, `data:` and `model:` lines, what the one line must contain. `~` is the test's folder.</summary>
    public static TheoryData<string, string, string, string[]> Cases => new()
    {
        { "missing npz", "{ kind: npz, path: nothing.npz, positive: 1 }", "{ kind: mlp, sizes: [4] }", ["nothing.npz"] },
        { "npz that is no zip", "{ kind: npz, path: text.npz, positive: 1 }", "{ kind: mlp, sizes: [4] }", ["text.npz"] },
        { "npz cut short", "{ kind: npz, path: cut.npz, positive: 1 }", "{ kind: mlp, sizes: [4] }", ["cut.npz"] },
        { "npz without labels", "{ kind: npz, path: nolabels.npz, positive: 1 }", "{ kind: mlp, sizes: [4] }", ["nolabels.npz", "train_labels"] },
        { "missing csv", "{ kind: csv, path: nothing.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["nothing.csv"] },
        { "folder where a csv was expected", "{ kind: csv, path: photos, positive: a }", "{ kind: mlp, sizes: [4] }", ["photos"] },
        { "csv with a word among the features", "{ kind: csv, path: word.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["word.csv", "3", "fog"] },
        { "csv with a missing value", "{ kind: csv, path: gap.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["gap.csv", "2"] },
        { "csv with rows of unlike length", "{ kind: csv, path: ragged.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["ragged.csv", "4"] },
        { "empty csv", "{ kind: csv, path: empty.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["empty.csv"] },
        { "a label that does not occur", "{ kind: csv, path: good.csv, positive: tumour }", "{ kind: mlp, sizes: [4] }", ["tumour", "a"] },
        { "all labels positive", "{ kind: csv, path: good.csv, positive: [a, b] }", "{ kind: mlp, sizes: [4] }", ["positive"] },
        { "no positive sample in a split", "{ kind: csv, path: rare.csv, positive: a }", "{ kind: mlp, sizes: [4] }", ["positive"] },
        { "a label column that is not there", "{ kind: csv, path: good.csv, positive: a, label: \"9\" }", "{ kind: mlp, sizes: [4] }", ["good.csv", "9"] },
        { "a named label column without a header", "{ kind: csv, path: good.csv, positive: a, label: diagnosis }", "{ kind: mlp, sizes: [4] }", ["diagnosis"] },
        { "a group column that is not there", "{ kind: csv, path: good.csv, positive: a, group: patient }", "{ kind: mlp, sizes: [4] }", ["patient"] },
        { "missing image folder", "{ kind: images, path: nowhere, positive: a, image_size: 32 }", "{ kind: cnn-3 }", ["nowhere"] },
        { "image folder without classes", "{ kind: images, path: bare, positive: a, image_size: 32 }", "{ kind: cnn-3 }", ["bare"] },
        { "a damaged image", "{ kind: images, path: photos, positive: a, image_size: 32 }", "{ kind: cnn-3 }", ["broken.png"] },
        { "a missing idx folder", "{ kind: idx, path: nowhere, positive: 8 }", "{ kind: lenet-300-100 }", ["nowhere"] },
        { "a damaged idx file", "{ kind: idx, path: mnist, positive: 8 }", "{ kind: lenet-300-100 }", ["train-labels"] },
        { "an input too small for lenet-5", "{ kind: images, path: fine, positive: a, image_size: 8 }", "{ kind: lenet-5 }", ["lenet-5", "3x8x8"] },
        {
            "an input too small for alexnet-small", "{ kind: synthetic-cracks, positive: crack, samples: 200, image_size: 32 }",
            "{ kind: alexnet-small }", ["alexnet-small", "1x32x32"]
        },
        { "a convolution on rows of a table", "{ kind: csv, path: good.csv, positive: a }", "{ kind: cnn-3 }", ["cnn-3"] },
        {
            "augmentation of a table", "{ kind: csv, path: good.csv, positive: a, augment: { flip_horizontal: true } }",
            "{ kind: mlp, sizes: [4] }", ["augment"]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_data_or_model_is_one_line_and_exit_code_2(string name, string data, string model, string[] expected)
    {
        MakeFiles();
        var file = Write("search.yaml", $"name: bad\ndata: {data}\nmodel: {model}{Rest}");
        var (code, _, error) = await Cli.RunAsync("run", file, "--out", Path.Combine(_folder, "out"));
        Assert.True(code == 2, $"{name}: exit code {code}: {error}");
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => !l.StartsWith("warning:", StringComparison.Ordinal));
        Assert.All(expected, part => Assert.Contains(part, line, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "out", "journal.db")), "something was started");
    }

    [Theory]
    [InlineData("no such file", new[] { "run", "~/nothing.yaml" }, "nothing.yaml")]
    [InlineData("a folder as search file", new[] { "run", "~" }, "folder")]
    [InlineData("unknown command", new[] { "runn" }, "run")]
    [InlineData("unknown option", new[] { "run", "~/good.yaml", "--slot", "2" }, "--slot")]
    [InlineData("no slots", new[] { "run", "~/good.yaml", "--slots", "0" }, "--slots")]
    [InlineData("slots in words", new[] { "run", "~/good.yaml", "--slots", "two" }, "--slots")]
    [InlineData("--set of an unknown key", new[] { "run", "~/good.yaml", "--set", "train.epoch=3" }, "epochs")]
    [InlineData("--set without a value", new[] { "run", "~/good.yaml", "--set", "train.epochs" }, "--set")]
    [InlineData("--set of a bad value", new[] { "run", "~/good.yaml", "--set", "train.epochs=many" }, "many")]
    [InlineData("--data that is not there", new[] { "run", "~/good.yaml", "--data", "~/gone.csv" }, "gone.csv")]
    [InlineData("--out that is a file", new[] { "run", "~/good.yaml", "--out", "~/good.yaml" }, "good.yaml")]
    [InlineData("front of nothing", new[] { "front", "~/nothing" }, "journal.db")]
    [InlineData("front in an unknown format", new[] { "front", "~", "--format", "xml" }, "xml")]
    [InlineData("show of nothing", new[] { "show", "~/nothing", "abc" }, "journal.db")]
    public async Task Bad_arguments_are_said_and_exit_code_2(string name, string[] args, string expected)
    {
        MakeFiles();
        Write("good.yaml", $"name: good\ndata: {{ kind: csv, path: good.csv, positive: a }}\nmodel: {{ kind: mlp, sizes: [4] }}{Rest}");
        var (code, _, error) = await Cli.RunAsync([.. args.Select(a => a.Replace("~", _folder, StringComparison.Ordinal))]);
        Assert.True(code == 2, $"{name}: exit code {code}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <summary>What is neither the input's fault nor the program's is one line too, with exit code 1.</summary>
    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_line_and_exit_code_1()
    {
        MakeFiles();
        var file = Write("pictures.yaml", $"name: good\ndata: {{ kind: images, path: fine, positive: a, image_size: 32 }}\nmodel: {{ kind: cnn-3 }}{Rest}");
        var (code, _, error) = await Cli.RunAsync("data", file, "--sheet", Path.Combine(_folder, "nowhere", "sheet.png"));
        Assert.Equal(1, code);
        Assert.Contains("sheet.png", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void MakeFiles()
    {
        static string Rows(int count, Func<int, string> label) => string.Concat(Enumerable.Range(0, count).Select(i => $"{i},{i * 7 % 11},{label(i)}\n"));
        Write("good.csv", Rows(60, i => i % 3 == 0 ? "a" : "b"));
        Write("rare.csv", Rows(60, i => i == 0 ? "a" : "b"));
        Write("word.csv", Rows(2, _ => "a") + "3,fog,b\n" + Rows(9, _ => "b"));
        Write("gap.csv", "1,2,a\n3,,b\n" + Rows(9, _ => "b"));
        Write("ragged.csv", Rows(3, _ => "a") + "1,2,3,b\n" + Rows(9, _ => "b"));
        Write("empty.csv", "");
        Write("text.npz", "this is no zip file");
        Directory.CreateDirectory(Path.Combine(_folder, "bare"));
        foreach (var label in new[] { "a", "b" })
        {
            foreach (var folder in new[] { "photos", "fine" })
            {
                Directory.CreateDirectory(Path.Combine(_folder, folder, label));
                for (var i = 0; i < 20; i++) File.WriteAllBytes(Path.Combine(_folder, folder, label, $"{i}.png"), Png(label == "a" ? i : i + 100));
            }
        }
        File.WriteAllBytes(Path.Combine(_folder, "photos", "b", "broken.png"), Png(9)[..60]);
        Directory.CreateDirectory(Path.Combine(_folder, "mnist"));
        foreach (var name in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
            File.WriteAllBytes(Path.Combine(_folder, "mnist", name), [0, 0, 8, 3, 0, 0]);

        var whole = new MemoryStream();
        using (var zip = new ZipArchive(whole, ZipArchiveMode.Create, leaveOpen: true)) Npy(zip, "train_images", 40);
        File.WriteAllBytes(Path.Combine(_folder, "nolabels.npz"), whole.ToArray());
        File.WriteAllBytes(Path.Combine(_folder, "cut.npz"), whole.ToArray()[..^40]);
    }

    private static byte[] Png(int shade)
    {
        using var bitmap = new SKBitmap(40, 40);
        bitmap.Erase(new SKColor((byte)(shade * 2), 90, 120));
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }

    private static void Npy(ZipArchive zip, string name, int count)
    {
        using var stream = zip.CreateEntry(name + ".npy").Open();
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, 28, 28), }}".PadRight(117) + "\n";
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        stream.Write(new byte[count * 28 * 28]);
    }
}
