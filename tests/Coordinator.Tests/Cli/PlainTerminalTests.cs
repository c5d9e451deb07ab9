namespace ActorSearch.Coordinator.Tests.Cli;

/// <summary>What files call themselves does not steer the terminal; files without an end are one line.</summary>
public sealed class PlainTerminalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-plain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task Escape_codes_in_labels_and_names_are_shown()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{(i % 3 == 0 ? "a\e[2J" : "b\u009b")}\n"));
        var data = Write("\e]0;owned\a.csv", rows);
        var file = Write("s.yaml",
            "name: x\ndata: { kind: csv, path: '~', positive: nosuch }\nmodel: { kind: mlp, sizes: [4] }\nspace: { pruning_rate: [0.5] }\n");
        foreach (var args in new[] { new[] { "check", file, "--data", data }, ["data", file, "--data", data, "--set", "data.positive=\"a\\e[2J\""] })
        {
            var (_, output, error) = await Cli.RunAsync(args);
            Assert.DoesNotContain(output + error, c => char.IsControl(c) && c != '\n');
            Assert.Contains("␛", output + error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public async Task A_search_file_is_as_large_as_over_http_or_refused(string command)
    {
        var file = Write("large.yaml", "name: x\n" + new string('#', SpecReader.MostBytes));
        foreach (var path in new[] { file, "/dev/zero" })
        {
            var (code, _, error) = await Cli.RunAsync(command, path);
            Assert.Equal(2, code);
            Assert.Equal($"{path}: has more than 1,048,576 bytes; a search file (YAML) was expected\n", error);
        }
    }

    [Theory]
    [InlineData("watch", "..")]
    [InlineData("cancel", "a b")]
    [InlineData("pause", ".")]
    public async Task Commands_ask_nobody_for_an_id_that_no_search_has(string command, string id)
    {
        var (code, _, error) = await Cli.RunAsync(command, id, "--coordinator", "http://127.0.0.1:1");
        Assert.Equal(2, code);
        Assert.Contains($"SEARCH: there is no search {id}; an id is 1 to 100 letters", error, StringComparison.Ordinal);
    }
}
