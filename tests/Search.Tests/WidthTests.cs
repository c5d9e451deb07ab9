using Xunit;

namespace ActorSearch.Search.Tests;

/// <summary>No line that a person reads or writes is wider than 160 columns: code, tests, scripts, settings, documents.</summary>
public sealed class WidthTests
{
    private const int MostColumns = 160;

    private static readonly string[] Kinds =
        [".cs", ".razor", ".js", ".css", ".sh", ".md", ".yaml", ".yml", ".hocon", ".props", ".targets", ".csproj", ".service",
        ".mjs", ".conf", ".env"];

    [Fact]
    public void No_line_is_wider_than_160_columns()
    {
        var root = Checkout.PathOf();
        var files = Files(new DirectoryInfo(root)).ToList();
        Assert.True(files.Count > 500);
        Assert.Equal([], files.SelectMany(file => File.ReadLines(file.FullName).Index()
            .Where(line => line.Item.Length > MostColumns)
            .Select(line => $"{Path.GetRelativePath(root, file.FullName)}:{line.Index + 1}: {line.Item.Length} columns")));
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder.EnumerateFiles().Where(file => Kinds.Contains(file.Extension))
        .Concat(folder.EnumerateDirectories()
            .Where(inner => inner.Name is not ("bin" or "obj" or "runs") && inner.Name[0] != '.' && inner.LinkTarget is null)
            .SelectMany(Files));
}
