using System.Globalization;
using System.Text.Json;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Sparse;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Training steps per second of processor time of both engines by network and density, on one slot thread: SGD with momentum, dropout where the model has it, random
/// inputs. The engines take turns in short rounds, so that a busy machine slows both alike; medians over the rounds.
/// </summary>
internal static class TrainingBenchmark
{
    private static readonly double[] Densities = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];

    public static void Run(Options options)
    {
        var numerics = TorchRuntime.Initialise(VectorLevel.Auto);
        var results = new List<TrainingFigure>();
        var slot = new Thread(() => Measure(numerics, options, results));
        slot.Start();
        slot.Join();
        if (options.Json is { } path) File.WriteAllText(path, JsonSerializer.Serialize(new { numerics.Engine, numerics.Vector, results }, Options.JsonOptions));
    }

    private static void Measure(Numerics numerics, Options options, List<TrainingFigure> results)
    {
        TrainingThread.Prepare();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{numerics.Engine}, {numerics.Vector}, one thread, {options.Rounds} interleaved rounds of {options.RoundSeconds} s"));
        var peak = CorePeak.Measure();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one core multiplies and adds {peak / 1e9:F0} G a second in registers; floor = steps/s of an engine that did so with every weight left and nothing else"));
        Console.WriteLine("network           batch  density     torch/s    sparse/s   ratio     floor/s  auto");
        foreach (var network in Network.All.Where(n => options.Takes(n.Name)))
        {
            foreach (var density in Densities.Where(options.Takes))
            {
                var mask = network.Mask(density);
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
                var figure = new TrainingFigure(network.Name, network.Batch, density, Median(torchRates), Median(sparseRates), peak / network.Operations(mask), auto);
                results.Add(figure);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{figure.Network,-17} {figure.Batch,5} {100 * density,7:0.#} % {figure.Torch,10:F1} {figure.Sparse,11:F1} {figure.Ratio,7:F2} {figure.Floor,11:F0}  {figure.Auto}"));
            }
        }
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
}
