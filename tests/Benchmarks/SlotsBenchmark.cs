using System.Diagnostics;
using System.Text.Json;
using ActorSearch.TrainerNode.Torch.Devices;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Two slots of one process against two processes, by turns: what the sparse engine's slots take from each other. 5 % of the weights left. Steps per
/// second of the slots' processor time tell of caches, memory and extra work; those of time also of waiting for each other, and of what else the
/// machine does.
/// </summary>
internal static class SlotsBenchmark
{
    private const double Density = 0.05;

    public static void Run(Options options)
    {
        foreach (var network in Network.All.Where(n => options.Takes(n.Name)))
        {
            var (slots, processes) = (new List<Rates>(), new List<Rates>());
            for (var round = 0; round < options.Rounds; round++)
            {
                slots.Add(Together(network, options));
                processes.Add(Apart(network, options));
            }
            Console.WriteLine(
                $"{network.Name,-17} {Line("of processor time", slots, processes, r => r.Processor)}; {Line("of time", slots, processes, r => r.Time)}");
        }
    }

    /// <summary>In a child process: prints the steps per second of one slot.</summary>
    public static void Alone(Options options)
    {
        foreach (var network in Network.All.Where(n => options.Takes(n.Name))) Console.WriteLine(JsonSerializer.Serialize(One(network, options)));
    }

    private static string Line(string unit, List<Rates> slots, List<Rates> processes, Func<Rates, double> rate)
    {
        var (two, apart) = (Median(slots.Select(rate)), Median(processes.Select(rate)));
        var ratio = Median(slots.Zip(processes, (a, b) => rate(a) / rate(b)));
        return string.Create(CultureInfo.InvariantCulture, $"two slots {two:F1} steps/s {unit}, two processes {apart:F1}: {100 * ratio:F0} %");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static Rates Sum(IEnumerable<Rates> rates) => rates.Aggregate((a, b) => new(a.Processor + b.Processor, a.Time + b.Time));

    private static Rates Together(Network network, Options options)
    {
        var rates = new Rates[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => rates[i] = One(network, options))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Sum(rates);
    }

    private static Rates Apart(Network network, Options options)
    {
        var children = Enumerable.Range(0, 2).Select(_ => Process.Start(new ProcessStartInfo("dotnet",
            [
                typeof(SlotsBenchmark).Assembly.Location, "one-slot", "--only", network.Name,
                "--seconds", options.RoundSeconds.ToString(CultureInfo.InvariantCulture)
            ])
        { RedirectStandardOutput = true })!).ToList();
        return Sum(children.Select(child =>
        {
            using (child) return JsonSerializer.Deserialize<Rates>(child.StandardOutput.ReadToEnd());
        }));
    }

    private static Rates One(Network network, Options options)
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        using var subject = new Subject(network, network.Mask(Density), EngineKind.Sparse);
        subject.Measure(TimeSpan.FromSeconds(2)); // a fresh process compiles first
        return subject.Measure(TimeSpan.FromSeconds(options.RoundSeconds));
    }
}
