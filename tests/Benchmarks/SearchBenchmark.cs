using System.Diagnostics;
using System.Text.Json;
using ActorSearch.TrainerNode.Torch.Devices;

namespace ActorSearch.Benchmarks;

/// <summary>
/// A whole chain, dense to 0.8 % in seven levels at 50 %, at equal epochs with each engine: the product's own sessions on procedural cracks, with evaluation,
/// tickets and everything; the engines by turns, medians. Where the time goes and what the engines' steps allow is measured in the same run, on the masks of
/// the chain itself. Seconds are processor time, since machines are shared.
/// </summary>
internal static class SearchBenchmark
{
    private const int Levels = 7, Samples = 3000;
    private static readonly double[] Rates = [.. Enumerable.Repeat(0.5, Levels)];
    private static readonly EngineKind[] Engines = [EngineKind.Torch, EngineKind.Sparse, EngineKind.Auto];

    public static void Run(Options options)
    {
        var numerics = TorchRuntime.Initialize(VectorLevel.Auto);
        Console.WriteLine($"{numerics.Engine}, {numerics.Vector}, one thread, {Levels + 1} levels");
        var figures = new List<ChainFigure>();
        foreach (var network in Network.All.Where(n => (n.Name is "lenet-300-100" or "cnn-3-64") && options.Takes(n.Name)).Select(n => n.OfImages))
        {
            var thread = new Thread(() => figures.Add(Measure(network, options)));
            thread.Start();
            thread.Join();
        }
        if (options.Json is { } path) File.WriteAllText(path, JsonSerializer.Serialize(new { numerics.Engine, numerics.Vector, figures }, Options.JsonOptions));
    }

    private static ChainFigure Measure(Network network, Options options)
    {
        TrainingThread.Prepare();
        using var chain = new Chain(network, Samples, Epochs(network), new PruneSpec());
        var seconds = Engines.ToDictionary(engine => engine, _ => new List<double>());
        ImmutableArray<RunResult> results = [];
        for (var round = 0; round < options.Chains; round++)
        {
            foreach (var engine in Engines)
            {
                var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                results = chain.Train(engine, Rates);
                seconds[engine].Add((Environment.CpuUsage.TotalTime - used).TotalSeconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{network.Name,-14} {engine.Name(),-7} {seconds[engine][^1],7:F2} s of processor time "
                    + $"({Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s), "
                    + $"AUC by level {string.Join(' ', results.Select(r => $"{r.Validation.Auc:F3}"))}, "
                    + $"engines {string.Join(' ', results.Select(r => r.Engine!.Value.Name()[0]))}"));
            }
        }
        double Middle(EngineKind engine) => seconds[engine].Order().ElementAt(options.Chains / 2);
        var (torch, sparse) = (ChainParts.Sum(Parts(EngineKind.Torch)), ChainParts.Sum(Parts(EngineKind.Sparse)));
        var figure = new ChainFigure(network.Name, Middle(EngineKind.Torch), Middle(EngineKind.Sparse), Middle(EngineKind.Auto), torch, sparse);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{network.Name,-14} gain {figure.SparseGain:F2} (sparse) and {figure.AutoGain:F2} (auto); "
            + $"training steps alone allow {figure.Allowed:F2}: {100 * figure.SparseGain / figure.Allowed:F0} % of it"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Name,-14} torch:  {torch}, the rest {figure.Torch - torch.All:F2} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Name,-14} sparse: {sparse}, the rest {figure.Sparse - sparse.All:F2} s"));
        return figure;

        IEnumerable<ChainParts> Parts(EngineKind engine) => results.Select((result, level) => ChainParts.Measure(
            network, chain.MaskOf(result, Rates[..level]), chain.Spec.Train with { Engine = engine }, chain.Data, result.EpochsTrained, options));
    }

    /// <summary>Enough of them that start-up and compilation do not count.</summary>
    private static int Epochs(Network network) => network.Kind == ModelKind.LeNet300100 ? 40 : 3;
}

/// <param name="Torch">Seconds of the chain.</param>
/// <param name="Sparse">Seconds of the chain.</param>
/// <param name="Auto">Seconds of the chain.</param>
internal sealed record ChainFigure(string Network, double Torch, double Sparse, double Auto, ChainParts TorchParts, ChainParts SparseParts)
{
    public double SparseGain => Torch / Sparse;
    public double AutoGain => Torch / Auto;

    /// <summary>Gain of the training steps alone.</summary>
    public double Allowed => TorchParts.Steps / SparseParts.Steps;
}
