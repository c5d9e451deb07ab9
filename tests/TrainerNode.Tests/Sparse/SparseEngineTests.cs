using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Sparse;

public sealed class SparseEngineTests
{
    /// <summary>Read or written beside a buffer the process dies: buffers end at a page that faults, and then begin behind one.</summary>
    [Fact]
    public void No_kernel_touches_memory_outside_of_its_buffers()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("guard pages are asked of the Linux kernel");
        for (var number = 1; number <= 120; number++)
        {
            var random = new RandomCase(number);
            foreach (var atEnd in new[] { true, false }) Steps(random, 1, new GuardedMemory(atEnd));
        }
    }

    /// <summary>Run in a child process by the test below: it has to die.</summary>
    [Fact(Explicit = true)]
    public unsafe void One_float_behind_a_guarded_buffer_is_read()
    {
        var block = (float*)new GuardedMemory(atEnd: true).Take(100 * sizeof(float));
        Assert.Equal(0, block[99]);
        Assert.Equal(0, block[100]);
    }

    [Fact]
    public async Task A_guarded_buffer_does_fault()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("guard pages are asked of the Linux kernel");
        Assert.Contains((await Child(nameof(One_float_behind_a_guarded_buffer_is_read))).Code, new[] { 134, 139 }); // aborted or killed for it
    }

    /// <summary>Run on its own in child processes by the test below, at other vector levels.</summary>
    [Fact]
    public void A_training_gives_the_same_bits_again()
    {
        var bits = Bits();
        Assert.Equal(bits, Bits());
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        TestContext.Current.TestOutputHelper!.WriteLine($"vectors of {width}, fused {Fma.IsSupported}, bits: {bits}");
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "vectors of 256, fused True")]
    [InlineData("DOTNET_EnableAVX2", "vectors of 128, fused False")]
    [InlineData("DOTNET_EnableAVX", "vectors of 128, fused False")]
    public async Task Every_vector_level_gives_the_same_bits(string switchedOff, string level)
    {
        var (code, output) = await Child(nameof(A_training_gives_the_same_bits_again), (switchedOff, "0"), (switchedOff + "F", "0"));
        Assert.True(code == 0, output);
        if (Avx2.IsSupported) Assert.Contains(level, output, StringComparison.Ordinal);
        Assert.Equal(Bits(), Regex.Match(output, "bits: ([0-9a-f]+)").Groups[1].Value);
    }

    public static TheoryData<string> Optimizers => [.. Optimizer.All.Select(optimizer => optimizer.Name)];

    [Theory, MemberData(nameof(Optimizers))]
    public void Fifty_steps_have_the_losses_of_the_dense_engine(string optimizer)
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        foreach (var number in new[] { 3, 12, 29, 41, 77 })
        {
            var random = new RandomCase(number);
            var train = random.Train with { Optimizer = Optimizer.Of(optimizer), LearningRate = 0.01, WeightDecay = 1e-3, Nesterov = optimizer == "sgd" };
            using var scope = torch.NewDisposeScope();
            using var dense = new TorchEngine(random.Architecture, random.Mask, train, random.Loss, null, torch.CPU);
            using var sparse = new SparseEngine(random.Architecture, random.Mask, train, random.Loss, null);
            dense.Load(random.Weights);
            sparse.Load(random.Weights);
            for (var step = 0; step < 50; step++)
            {
                random.Inputs.CopyTo(dense.TrainingInputs(random.Batch));
                random.Inputs.CopyTo(sparse.TrainingInputs(random.Batch));
                var dropout = random.Dropout with { Batch = step };
                Assert.Equal(dense.Train(random.Labels, 0.01, dropout), sparse.Train(random.Labels, 0.01, dropout), 1e-3);
            }
            Assert.All(dense.Copy().Zip(sparse.Copy()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
            Assert.Equal(dense.SaveOptimizer().Keys, sparse.SaveOptimizer().Keys);
        }
    }

    [Fact]
    public void A_training_step_allocates_nothing()
    {
        var random = new RandomCase(4);
        using var engine = new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss, null);
        engine.Load(random.Weights);
        void Step()
        {
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            engine.Train(random.Labels, 0.01, random.Dropout);
        }
        for (var i = 0; i < 3; i++) Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Hash of the weights of small trainings of many kinds.</summary>
    private static string Bits()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var number = 1; number <= 12; number++) hash.AppendData(MemoryMarshal.AsBytes<float>(Steps(new RandomCase(number), 3, new AlignedMemory())));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static float[] Steps(RandomCase random, int steps, IMemory memory)
    {
        using var engine = new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss, null, memory);
        engine.Load(random.Weights);
        for (var step = 0; step < steps; step++)
        {
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            engine.Train(random.Labels, 0.05, random.Dropout with { Batch = step });
        }
        var logits = new float[Math.Min(random.Batch, engine.EvaluationBatch)];
        engine.Evaluate(logits);
        return [.. engine.Copy(), .. logits];
    }

    private static async Task<(int Code, string Output)> Child(string test, params (string Name, string Value)[] environment)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "TrainerNode.Tests.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "-method", $"*.{test}", "-explicit", "on", "-showLiveOutput"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (child.ExitCode, output + await errors);
    }
}
