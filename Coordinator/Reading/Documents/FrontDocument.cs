using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>`front.json` as it is read (docs/formats.md); <see cref="Results.FrontFile"/> writes it.</summary>
internal sealed record FrontDocument(
    string Search, string SpecHash, string TrainingHash, int Replicates, double Hypervolume, FrontEntry? Root, IReadOnlyList<FrontEntry> Front);

/// <summary>The dense network or a member of the front.</summary>
internal sealed record FrontEntry(
    string Candidate, int Level, IReadOnlyList<FrontStep> Path, double Sparsity, double WeightsLeft, long WeightsTotal, FrontMetrics Validation,
    FrontMetrics? Test, IReadOnlyList<FrontRun> Runs);

/// <summary>A step; an epoch to rewind to is a number, `lr:k`, `none` and `reinit` are texts.</summary>
internal sealed record FrontStep(double PruningRate, double ClassCost, JsonElement Rewind);

/// <summary>One run, its figures and its ticket.</summary>
internal sealed record FrontRun(int Replicate, JsonElement Validation, JsonElement? Test, string Checkpoint);

/// <summary>Means over the runs of what is shown in tables; `front.json` has more beside them.</summary>
internal sealed record FrontMetrics(FrontMetric Fn, FrontMetric Fp, FrontMetric Auc, FrontRates FnAtFpr);

/// <summary>False negatives at 1, 5 and 10 % false positives.</summary>
internal sealed record FrontRates(
    [property: JsonPropertyName("0.01")] FrontMetric At1, [property: JsonPropertyName("0.05")] FrontMetric At5,
    [property: JsonPropertyName("0.10")] FrontMetric At10);

/// <summary>A mean over runs, its standard deviation (null for one run), and on test perhaps a 95 % interval.</summary>
internal sealed record FrontMetric(double Mean, double? Sd, IReadOnlyList<double>? Interval = null);
