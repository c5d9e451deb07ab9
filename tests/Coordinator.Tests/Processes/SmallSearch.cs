namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>
/// A real search of a few seconds with everything random switched on: dropout (cnn-3 has it), augmentation, two replicates' worth of streams.
/// </summary>
internal sealed class SmallSearch : IDisposable
{
    private const string Augment = "{ flip_horizontal: true, rotation: 10, crop: 2, brightness: 0.1 }";

    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-").FullName;

    public SmallSearch(int maxCandidates = 14) => File.WriteAllText(SearchFile, $$"""
        name: small
        data:      { kind: synthetic-cracks, positive: crack, samples: 400, positive_share: 0.2, image_size: 32, augment: {{Augment}} }
        model:     { kind: cnn-3 }
        train:     { epochs: 4, batch_size: 16, optimizer: sgd, learning_rate: 0.05, momentum: 0.9, schedule: { step: [3], gamma: 0.3 } }
        space:     { pruning_rate: [0.4, 0.7], class_cost: [1, 4], rewind: [0, 2, none] }
        objectives: { fn: { at_fpr: 0.10 } }
        search:    { strategy: pareto-beam, width: 3, max_level: 3, max_candidates: {{maxCandidates}}, replicates: 2, seed: 11 }
        resources: { checkpoint: 0s }
        """);

    public string SearchFile => Path.Combine(_folder, "search.yaml");

    public string Out(string name) => Path.Combine(_folder, name);

    public byte[] Front(string name) => File.ReadAllBytes(Path.Combine(_folder, name, "front.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
