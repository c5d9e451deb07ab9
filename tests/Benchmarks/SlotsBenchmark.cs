using System.Diagnostics;
using System.Globalization;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Devices;

namespace ActorSearch.Benchmarks;

/// <summary>Two slots of one process against two processes, by turns: what the sparse engine's slots take from each other. 5 % of the weights left.</summary>
internal static class SlotsBenchmark
{
    private const double Density = 0.05;

    public static void Run(Options options)
    {
        foreach (var network in Network.All.Where(n => options.Takes(n.Name)))
        {
            var (slots, processes) = (new List<double>(), new List<double>());
            for (var round = 0; round < options.Rounds; round++)
            {
                slots.Add(Together(network, options));
                processes.Add(Apart(network, options));
            }
            var (two, apart) = (slots.Order().ElementAt(options.Rounds / 2), processes.Order().ElementAt(options.Rounds / 2));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Name,-17} two slots {two,9:F1} steps/s, two processes {apart,9:F1}: {100 * two / apart:F0} %"));
        }
    }

    /// <summary>In a child process: prints the steps per second of one slot.</summary>
    public static void Alone(Options options)
    {
        foreach (var network in Network.All.Where(n => options.Takes(n.Name))) Console.WriteLine(One(network, options).ToString(CultureInfo.InvariantCulture));
    }

    private static double Together(Network network, Options options)
    {
        var rates = new double[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => rates[i] = One(network, options))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return rates.Sum();
    }

    private static double Apart(Network network, Options options)
    {
        var children = Enumerable.Range(0, 2).Select(_ => Process.Start(new ProcessStartInfo("dotnet",
            [typeof(SlotsBenchmark).Assembly.Location, "one-slot", "--only", network.Name, "--seconds", options.RoundSeconds.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardOutput = true })!).ToList();
        return children.Sum(child =>
        {
            using (child) return double.Parse(child.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        });
    }

    private static double One(Network network, Options options)
    {
        TorchRuntime.Initialise(VectorLevel.Auto);
        TrainingThread.Prepare();
        using var subject = new Subject(network, network.Mask(Density), EngineKind.Sparse);
        subject.Measure(TimeSpan.FromSeconds(2)); // a fresh process compiles first
        return subject.Measure(TimeSpan.FromSeconds(options.RoundSeconds));
    }
}
