using System.Text;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>A search over a table of 400 rows that trains in milliseconds: for tests of what many candidates do to a process.</summary>
internal sealed class TinySearch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-").FullName;

    /// <param name="sizes">Hidden layers.</param>
    /// <param name="epochs">Of the dense network.</param>
    /// <param name="candidates">Budget; spread over ten levels.</param>
    public TinySearch(string sizes = "24, 12", int epochs = 1, int candidates = 30)
    {
        File.WriteAllText(Path.Combine(_folder, "table.csv"), Table());
        File.WriteAllText(SearchFile, $$"""
            name: tiny
            data:      { kind: csv, path: {{Path.Combine(_folder, "table.csv")}}, positive: bad, split: { train: 0.6, validation: 0.2, test: 0.2 } }
            model:     { kind: mlp, sizes: [{{sizes}}] }
            train:     { epochs: {{epochs}}, batch_size: 32, learning_rate: 0.05 }
            space:     { pruning_rate: [0.05, 0.1], class_cost: [1, 2, 3], rewind: [0, none] }
            objectives: { fn: { at_fpr: 0.3 }, max_fpr: 1 }
            search:    { strategy: random, max_level: 10, max_candidates: {{candidates}}, seed: 3 }
            """);
    }

    public string SearchFile => Path.Combine(_folder, "search.yaml");

    public string DataFile => Path.Combine(_folder, "table.csv");

    public string Out(string name) => Path.Combine(_folder, name);

    public string Journal(string name) => Path.Combine(_folder, name, "journal.db");

    public byte[] Front(string name) => File.ReadAllBytes(Path.Combine(_folder, name, "front.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Table()
    {
        var random = new CounterRandom(1, 0, 0, RandomPurpose.SyntheticData);
        var text = new StringBuilder();
        for (var row = 0; row < 400; row++)
        {
            for (var column = 0; column < 12; column++)
            {
                var value = random.NextDouble() + (row % 4 == 0 && column % 3 == 0 ? 0.4 : 0);
                text.Append(CultureInfo.InvariantCulture, $"{value:F4},");
            }
            text.Append(row % 4 == 0 ? "bad\n" : "good\n");
        }
        return text.ToString();
    }
}
