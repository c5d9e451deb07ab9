using System.Collections.Immutable;
using System.Diagnostics;
using ActorSearch.Search;
using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Optimiser steps per second of the product's own training step, on one slot thread: SGD with momentum, dropout where the model has it,
/// random inputs. The two models take turns in short rounds, so that a busy machine slows both alike; medians over the rounds.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Rounds = 15;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(0.7);

    public static void Run()
    {
        var numerics = TorchRuntime.Initialise(VectorLevel.Auto);
        var slot = new Thread(() => Measure(numerics));
        slot.Start();
        slot.Join();
    }

    private static void Measure(Numerics numerics)
    {
        TrainingThread.Prepare();
        Console.WriteLine($"{numerics.Engine}, {numerics.Vector}, one thread, {Rounds} interleaved rounds of {RoundLength.TotalSeconds} s");
        using var lenet = new Subject("lenet-300-100, 784 inputs", ModelKind.LeNet300100, [784], 64);
        using var cnn = new Subject("cnn-3, 1x64x64", ModelKind.Cnn3, [1, 64, 64], 32);
        Subject[] subjects = [lenet, cnn];

        foreach (var subject in subjects) subject.Measure(TimeSpan.FromSeconds(0.5));
        var rates = subjects.ToDictionary(s => s, _ => new List<(double Wall, double Cpu)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var subject in subjects) rates[subject].Add(subject.Measure(RoundLength));
        }
        foreach (var subject in subjects)
        {
            var wall = rates[subject].Select(r => r.Wall).Order().ToList();
            var cpu = rates[subject].Select(r => r.Cpu).Order().ToList();
            Console.WriteLine($"{subject.Name,-25} batch {subject.Batch,3}: {wall[Rounds / 2],8:F1} steps/s (rounds {wall[0]:F1} to {wall[^1]:F1}); {cpu[Rounds / 2]:F1} steps per second of CPU time");
        }
    }

    private sealed class Subject : IDisposable
    {
        private readonly TorchNetwork _network;
        private readonly Optimiser _optimiser;
        private readonly TrainingStep _step;
        private readonly float[] _inputs;
        private readonly byte[] _labels;
        private int _done;

        public Subject(string name, ModelKind kind, ImmutableArray<int> shape, int batch)
        {
            (Name, Batch) = (name, batch);
            var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = kind }, shape, new PruneSpec());
            _network = new TorchNetwork(architecture, TorchSharp.torch.CPU);
            _network.Load(InitialWeights.Root(_network.Layout, 1, 0));
            _optimiser = new Optimiser(_network, NetworkMask.Full(architecture), new TrainSpec());
            _step = new TrainingStep(_network, _optimiser, new LossSettings(2, false, 0), batch, null);

            var random = new CounterRandom(1, 0, 0, RandomPurpose.SyntheticData);
            _inputs = new float[batch * shape.Aggregate(1, (a, b) => a * b)];
            foreach (ref var value in _inputs.AsSpan()) value = random.NextFloat() - 0.5f;
            _labels = new byte[batch];
            foreach (ref var label in _labels.AsSpan()) label = (byte)random.NextInt(2);
        }

        public string Name { get; }
        public int Batch { get; }

        /// <returns>Steps per second, and per second of the process's CPU time (which a busy machine does not stretch).</returns>
        public (double Wall, double Cpu) Measure(TimeSpan length)
        {
            var (began, used, steps) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0);
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                _inputs.CopyTo(_step.Inputs(Batch));
                _step.Run(_labels, 0.01, new DropoutStream(1, 0, 0, _done++, _network.Architecture.Layers.Length));
                steps++;
            }
            return (steps / Stopwatch.GetElapsedTime(began).TotalSeconds, steps / (Environment.CpuUsage.TotalTime - used).TotalSeconds);
        }

        public void Dispose()
        {
            _step.Dispose();
            _optimiser.Dispose();
            _network.Dispose();
        }
    }
}
