using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Files;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Devices;

public sealed class TorchLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-native-").FullName;

    private static string Original => Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    /// <summary>Run on its own in a child process by the test below; here it shows that this process computes.</summary>
    [Fact]
    public void Torch_computes_with_one_thread()
    {
        var numerics = TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        using var sum = torch.ones(3).sum();
        Assert.Equal(3, sum.item<float>());
        Assert.Equal(1, torch.get_num_threads());
        Assert.StartsWith("torch 0.107.0/2.10", numerics.Engine, StringComparison.Ordinal);
        Assert.Matches("^(avx512|avx2|default)/[0-9a-f]{8}$", numerics.Vector);
        TestContext.Current.TestOutputHelper!.WriteLine($"numerics: {numerics.Vector}");
        Assert.Equal(numerics, TorchRuntime.NumericsOf(ComputeDevice.Cpu, VectorLevel.Auto));
    }

    /// <summary>Run in a child process by the test below, because a process has one vector level.</summary>
    [Fact(Explicit = true)]
    public void Pinned_to_avx2_a_process_says_so()
    {
        Assert.DoesNotContain("avx512", TorchRuntime.Initialize(VectorLevel.Avx2).Vector, StringComparison.Ordinal);
        TrainingThread.Prepare();
        using var product = torch.ones(64, 64).matmul(torch.ones(64, 64));
        Assert.Equal(64, product[3, 5].item<float>());
        Assert.Equal(TorchRuntime.Initialize(VectorLevel.Auto), TorchRuntime.Initialize(VectorLevel.Avx2));
    }

    [Fact]
    public async Task A_process_can_be_pinned_to_avx2() => await Succeeds(Child(AppContext.BaseDirectory, nameof(Pinned_to_avx2_a_process_says_so)));

    /// <summary>
    /// A library below libtorch that takes other kernels, as it does by itself on a CPU of another maker, is noticed although the vector
    /// level is the same; the same kernels in another process give the same fingerprint.
    /// </summary>
    [Fact]
    public async Task Other_kernels_at_the_same_vector_level_are_other_numerics()
    {
        var here = TorchRuntime.Initialize(VectorLevel.Auto).Vector;
        Assert.Equal(here, await NumericsOfAChild());
        if (!Avx2.IsSupported) Assert.Skip("MKL's compatible kernels may be the ones in use");
        var other = await NumericsOfAChild(("MKL_CBWR", "COMPATIBLE"));
        Assert.NotEqual(here, other);
        Assert.Equal(here.Split('/')[0], other.Split('/')[0]);
    }

    private static async Task<string> NumericsOfAChild(params (string Name, string Value)[] environment)
    {
        using var child = Child(AppContext.BaseDirectory, nameof(Torch_computes_with_one_thread), environment);
        var error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, output + await error);
        return Regex.Match(output, "numerics: ([a-z0-9/]+)").Groups[1].Value;
    }

    [Fact]
    public async Task Fresh_copies_of_the_program_started_at_once_load_torch_and_leave_the_original_alone()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the remedy is for Linux");
        foreach (var path in Directory.GetFiles(AppContext.BaseDirectory))
        {
            var (name, copy) = (Path.GetFileName(path), Path.Combine(_folder, Path.GetFileName(path)));
            if (name.Contains("-weak-", StringComparison.Ordinal)) continue;
            if (name.StartsWith("libtorch", StringComparison.Ordinal)) File.CreateSymbolicLink(copy, path); // half a gigabyte
            else File.Copy(path, copy);
        }
        var before = SHA256.HashData(File.ReadAllBytes(Original));
        Process[] children = [Child(_folder, nameof(Torch_computes_with_one_thread)), Child(_folder, nameof(Torch_computes_with_one_thread))];
        foreach (var child in children) await Succeeds(child);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(Original)));
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, "libLibTorchSharp.so"))));
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
        Assert.Equal(TorchLibrary.HostHasVersion() ? 0 : 1, Directory.GetFiles(_folder, "libLibTorchSharp-weak-*.so").Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_passed_over_and_a_broken_copy_is_replaced()
    {
        var closed = Path.Combine(_folder, "a file in the way");
        File.WriteAllText(closed, "");
        var open = Path.Combine(_folder, "open");
        var copy = TorchLibrary.PatchedCopy(Original, [Path.Combine(closed, "native"), open])!;
        Assert.Equal(open, Path.GetDirectoryName(copy));
        var good = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, good[..1000]);
        Assert.Equal(copy, TorchLibrary.PatchedCopy(Original, [open]));
        Assert.Equal(good, File.ReadAllBytes(copy));
        Assert.Single(Directory.GetFiles(open));
        Assert.ThrowsAny<IOException>(() => TorchLibrary.PatchedCopy(Original, [Path.Combine(closed, "native")]));
    }

    [Theory]
    [InlineData("cpu", false, 0)]
    [InlineData("cuda", true, 0)]
    [InlineData("cuda:3", true, 3)]
    public void A_device_is_cpu_or_cuda_with_a_number(string text, bool cuda, int index) =>
        Assert.Equal(new ComputeDevice(cuda, index), ComputeDevice.Parse(text));

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("CPU")]
    public void Anything_else_is_refused_in_one_line(string text) =>
        Assert.Equal($"device: {text} is neither cpu nor cuda:N (cuda:0, cuda:1, ...)",
            Assert.Throws<BadInputException>(() => ComputeDevice.Parse(text)).Message);

    [Fact]
    public void A_training_thread_runs_at_nice_10_and_leaves_the_others_as_they_are()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("nice values are Linux's");
        TorchRuntime.Initialize(VectorLevel.Auto);
        var (prepared, before) = (0, Nice("self"));
        var thread = new Thread(() =>
        {
            TrainingThread.Prepare();
            prepared = Nice("thread-self");
        });
        thread.Start();
        thread.Join();
        Assert.Equal((10, before), (prepared, Nice("self")));

        // Its field 19; the second is a name in brackets.
        static int Nice(string who) => int.Parse(File.ReadAllText($"/proc/{who}/stat").Split(") ")[1].Split(' ')[16], CultureInfo.InvariantCulture);
    }

    private static Process Child(string folder, string test, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(folder, "TrainerNode.Tests.dll"), "-method", $"*.{test}", "-explicit", "on", "-showLiveOutput"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task Succeeds(Process child)
    {
        using (child)
        {
            var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(child.ExitCode == 0, await output + await errors);
            Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", await output, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
