using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorSearch.Search;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Devices;

/// <summary>What a device's check found out.</summary>
/// <param name="Sparse">Version and fingerprint of the sparse engine.</param>
/// <param name="Torch">The same of the dense one; null = it must not be used.</param>
/// <param name="Problem">Why not, in words.</param>
internal sealed record DeviceFindings(string Sparse, string? Torch, string? Problem);

/// <summary>
/// Finds out, in a child process, whether libtorch computes right on a device and what both engines compute (<see cref="Checking.CheckDeviceCommand"/>). Its
/// death is a finding like any other. Findings are kept per processor, libraries and environment until the machine starts again.
/// </summary>
internal static class DeviceCheck
{
    public const string Command = "check-device";

    /// <summary>How the child's lines begin.</summary>
    public const string SparseLine = "sparse", TorchLine = "torch", CheckingLine = "checking", WrongLine = "wrong:";

    /// <summary>Far more than a check takes on a busy machine: a child that is not done by then hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Exit codes of a process that a wrong kernel ended: 128 + SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.</summary>
    private static readonly int[] Crashes = [132, 133, 134, 135, 136, 139];

    /// <exception cref="NotSupportedException">The check cannot be run; the message says why.</exception>
    public static DeviceFindings Of(ComputeDevice device, VectorLevel level)
    {
        var kept = KeptFindings.For(device, level);
        if (kept.Read() is { } known) return known;
        var found = Run(Child(device, level), device);
        kept.Write(found);
        return found;
    }

    /// <exception cref="NotSupportedException">It did not get as far as to compute.</exception>
    internal static DeviceFindings Run(ProcessStartInfo start, ComputeDevice device)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        using var child = Process.Start(start) ?? throw new NotSupportedException($"{start.FileName} cannot be started");
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        var ended = child.WaitForExit(Limit);
        if (!ended) child.Kill(entireProcessTree: true);
        child.WaitForExit();

        var lines = output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string? Last(string kind) => lines.LastOrDefault(line => line.StartsWith(kind + " ", StringComparison.Ordinal))?[(kind.Length + 1)..].Trim();
        if (Last(SparseLine) is { } sparse)
        {
            if (Last(TorchLine) is { } torch && child.ExitCode == 0) return new(sparse, torch, null);
            if (Last(WrongLine) is { } wrong) return new(sparse, null, wrong);
            var at = Last(CheckingLine) is { } last ? $" while it computed {last}" : "";
            if (Crashes.Contains(child.ExitCode)) return new(sparse, null, $"its check was ended by signal {child.ExitCode - 128}{at}");
            if (!ended) return new(sparse, null, $"its check did not end within {Limit.TotalMinutes:0} minutes{at}");
        }
        var said = errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim();
        throw new NotSupportedException($"{device}: libtorch cannot be checked: {(string.IsNullOrEmpty(said) ? $"the check ended with exit code {child.ExitCode}" : said)}");
    }

    /// <summary>The trainer's program lies beside every program that trains.</summary>
    private static ProcessStartInfo Child(ComputeDevice device, VectorLevel level)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "actorsearch-trainer.exe" : "actorsearch-trainer");
        if (!File.Exists(program)) throw new NotSupportedException($"{program} is missing; it checks libtorch before it is used");
        var start = new ProcessStartInfo(program, [Command, "--device", device.ToString(), "--vector", level.ToString()]);
        // The runtime of this process, wherever it lies: shared/Microsoft.NETCore.App/VERSION/ below its root.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return start;
    }
}
