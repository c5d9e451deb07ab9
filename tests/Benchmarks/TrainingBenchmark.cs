using System.Text.Json;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Training steps per second of processor time of both engines by network and density, on one slot thread: SGD with momentum, dropout where the model
/// has it, random inputs. The engines take turns in short rounds, so that a busy machine slows both alike; medians over the rounds. Says how much
/// slower than the better engine the one is that `auto` chooses. Masks are random, or those of a chain of tickets.
/// </summary>
internal static class TrainingBenchmark
{
    /// <summary>How much slower than the better engine `auto` may be.</summary>
    private const double AutoLimit = 0.05;

    private static readonly double[] Densities = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];

    public static void Run(Options options)
    {
        var numerics = TorchRuntime.Initialize(VectorLevel.Auto);
        var results = new List<TrainingFigure>();
        var slot = new Thread(() => Measure(numerics, options, results));
        slot.Start();
        slot.Join();
        if (options.Json is { } path) File.WriteAllText(path, JsonSerializer.Serialize(new { numerics.Engine, numerics.Vector, results }, Options.JsonOptions));
    }

    private static void Measure(Numerics numerics, Options options, List<TrainingFigure> results)
    {
        TrainingThread.Prepare();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{numerics.Engine}, {numerics.Vector}, one thread, {options.Rounds} interleaved rounds of {options.RoundSeconds} s"));
        var peak = CorePeak.Measure();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"one core multiplies and adds {peak / 1e9:F0} G a second in registers; "
            + $"floor = steps/s of an engine that did so with every weight left and nothing else"));
        Console.WriteLine("network           batch  density     torch/s    sparse/s   ratio     floor/s  auto    loss");
        foreach (var network in Network.All.Where(n => options.Takes(n.Name)).Select(n => options.ChainMasks ? n.OfImages : n))
        {
            double[] densities = [.. Densities.Where(options.Takes)];
            var masks = options.ChainMasks ? ChainMasks(network, densities) : [.. densities.Select(network.Mask)];
            foreach (var (density, mask) in densities.Zip(masks))
            {
                using var torch = new Subject(network, mask, EngineKind.Torch);
                using var sparse = new Subject(network, mask, EngineKind.Sparse);
                var (torchRates, sparseRates) = (new List<double>(), new List<double>());
                foreach (var subject in new[] { torch, sparse }) subject.Measure(TimeSpan.FromSeconds(options.RoundSeconds));
                for (var round = 0; round < options.Rounds; round++)
                {
                    torchRates.Add(torch.Measure(TimeSpan.FromSeconds(options.RoundSeconds)).Processor);
                    sparseRates.Add(sparse.Measure(TimeSpan.FromSeconds(options.RoundSeconds)).Processor);
                }
                var auto = EngineRule.Choose(new TrainSpec { BatchSize = network.Batch }, network.Architecture, mask, cpu: true).Name();
                var figure = new TrainingFigure(
                    network.Name, network.Batch, density, Median(torchRates), Median(sparseRates), peak / network.Operations(mask), auto);
                results.Add(figure);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{figure.Network,-17} {figure.Batch,5} {100 * density,7:0.#} % {figure.Torch,10:F1} {figure.Sparse,11:F1} "
                    + $"{figure.Ratio,7:F2} {figure.Floor,11:F0}  {figure.Auto,-6} {100 * figure.AutoLoss,4:F1} %"));
            }
        }
        if (results.MaxBy(figure => figure.AutoLoss) is { } worst)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"auto is at most {100 * worst.AutoLoss:F1} % slower than the better engine ({worst.Network} at {100 * worst.Density:0.#} %): "
                + $"{(worst.AutoLoss <= AutoLimit ? "within" : "MORE THAN")} the {100 * AutoLimit:0} % it may be"));
    }

    /// <summary>
    /// Masks of one chain that goes through all the densities: trained on 1,000 drawn samples for three epochs a level, pruned by the default criterion in
    /// every tensor but the small linear ones.
    /// </summary>
    private static List<NetworkMask> ChainMasks(Network network, double[] densities)
    {
        using var chain = new Chain(network, 1_000, 3, new PruneSpec { Keep = network.Kept });
        double[] levels = [.. Densities.Where(density => density >= densities.Min())];
        double[] rates = [.. levels.Zip(levels.Skip(1), (above, density) => 1 - density / above)];
        var results = chain.Train(EngineKind.Auto, rates);
        return [.. densities.Select(density => Array.IndexOf(levels, density)).Select(level => chain.MaskOf(results[level], rates[..level]))];
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <param name="Torch">Steps per second.</param>
/// <param name="Sparse">Steps per second.</param>
/// <param name="Floor">Steps per second at the core's full rate.</param>
/// <param name="Auto">The engine that `auto` chooses.</param>
internal sealed record TrainingFigure(string Network, int Batch, double Density, double Torch, double Sparse, double Floor, string Auto)
{
    public double Ratio => Sparse / Torch;

    /// <summary>Time of a step of the chosen engine above that of the better one, as a share.</summary>
    public double AutoLoss => Math.Max(Sparse, Torch) / (Auto == EngineKind.Sparse.Name() ? Sparse : Torch) - 1;
}
