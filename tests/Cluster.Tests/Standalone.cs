using System.Collections.Concurrent;

namespace ActorSearch.Cluster.Tests;

/// <summary>Searches in one process, undisturbed: what a cluster's front is held against. Each is run once for all tests that ask for it.</summary>
internal static class Standalone
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Fronts = [];

    /// <returns>Its front.json.</returns>
    public static Task<byte[]> FrontAsync(string search) => Fronts.GetOrAdd(search, text => new(() => RunAsync(text))).Value;

    private static async Task<byte[]> RunAsync(string search)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("actorsearch-standalone-").FullName;
        try
        {
            var (file, output) = (Path.Combine(folder, "search.yaml"), Path.Combine(folder, "out"));
            await File.WriteAllTextAsync(file, search, cancel);
            using var run = NodeProcess.Start("actorsearch", folder, "run", file, "--out", output, "--slots", "2");
            Assert.True(await run.EndAsync(cancel) == 0, run.Output);
            return await File.ReadAllBytesAsync(Path.Combine(output, "front.json"), cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
