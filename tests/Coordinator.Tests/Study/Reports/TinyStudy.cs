using ActorSearch.Coordinator.Runs;
using ActorSearch.Coordinator.Study.Reports;
using ActorSearch.Coordinator.Tests.Processes;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Study.Reports;

/// <summary>
/// Five real searches on one table, of seconds each: chains with class cost 1 and 4, one shot with three, a searched tree, whose front alone is tested, and a
/// small dense network.
/// </summary>
public sealed class TinyStudy : IAsyncLifetime
{
    private readonly TinySearch _table = new();

    public string Folder(string name) => _table.Out(name);

    internal SearchState State(string name) => new RunDirectory(Folder(name)).Read();

    internal IReadOnlyList<StudySearch> Read(params string[] names) => StudySearch.Read([.. names.Select(Folder)]);

    public async ValueTask InitializeAsync()
    {
        var file = _table.Out("study.yaml");
        await File.WriteAllTextAsync(file, $$"""
            name: tiny-study
            data:      { kind: csv, path: {{_table.DataFile}}, positive: bad, split: { train: 0.4, validation: 0.3, test: 0.3 } }
            model:     { kind: mlp, sizes: [16] }
            train:     { epochs: 4, batch_size: 16, learning_rate: 0.1 }
            space:     { pruning_rate: [0.5], class_cost: [1], rewind: [1] }
            objectives: { fn: { at_fpr: 0.05 }, max_fpr: 1 }
            search:    { strategy: exhaustive, max_level: 2, max_candidates: 40, replicates: 3, seed: 3 }
            report:    all
            """);
        await RunAsync(file, "c1");
        await RunAsync(file, "c4", "train.class_cost=4", "space.class_cost=[4]");
        await RunAsync(file, "shot", "search.max_level=1", "space.class_cost=[1,2,4]", "space.pruning_rate=[0.5,0.75]");
        await RunAsync(file, "tree", "search.strategy=pareto-beam", "space.class_cost=[1,4]", "space.pruning_rate=[0.5,0.7]", "report=front");
        await RunAsync(file, "small", "model.sizes=[8]", "search.max_candidates=1");
    }

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(string file, string name, params string[] sets)
    {
        var (code, _, error) = await ActorSearchProcess.RunAsync(
            ["run", file, "--out", Folder(name), "--slots", "1", .. sets.SelectMany(set => new[] { "--set", set })],
            TestContext.Current.CancellationToken);
        Assert.True(code == 0, $"{name}: exit code {code}: {error}");
    }
}
