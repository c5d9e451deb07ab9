using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>The result of a device check.</summary>
/// <param name="Sparse">Version and fingerprint of the sparse engine.</param>
/// <param name="Torch">Version and fingerprint of the dense engine; null = the trainer must not use it.</param>
/// <param name="Problem">Why the trainer must not use the dense engine; null if it may.</param>
internal sealed record DeviceFindings(string Sparse, string? Torch, string? Problem);

/// <summary>
/// Checks in a child process whether libtorch computes correctly on a device, and fingerprints both engines (<see cref="Checking.CheckDeviceCommand"/>). A
/// crash of the child is a finding, too. Findings are cached per processor, libraries and environment until the machine restarts.
/// </summary>
internal static class DeviceCheck
{
    /// <summary>The subcommand that the child process runs.</summary>
    public const string Command = "check-device";

    /// <summary>First words of the lines that the child writes.</summary>
    public const string SparseLine = "sparse", TorchLine = "torch", CheckingLine = "checking", WrongLine = "wrong:";

    /// <summary>Far longer than a check takes on a busy machine: a child that needs more than this hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Exit codes of a process that a faulty kernel crashed: 128 + SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.</summary>
    private static readonly int[] Crashes = [132, 133, 134, 135, 136, 139];

    /// <summary>The cached findings for a device, or those of a new check.</summary>
    /// <exception cref="NotSupportedException">The check cannot be run; the message says why.</exception>
    public static DeviceFindings Of(ComputeDevice device, VectorLevel level)
    {
        var kept = KeptFindings.For(device, level);
        if (kept.Read() is { } known) return known;
        var found = Run(Child(device, level), device);
        kept.Write(found);
        return found;
    }

    /// <summary>Runs a check, for up to 10 minutes.</summary>
    /// <exception cref="NotSupportedException">The child ended before it computed anything.</exception>
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
        var reason = string.IsNullOrEmpty(said) ? $"the check ended with exit code {child.ExitCode}" : said;
        throw new NotSupportedException($"{device}: libtorch cannot be checked: {reason}");
    }

    /// <summary>Runs the trainer's program, which is in the same folder as every program that trains.</summary>
    private static ProcessStartInfo Child(ComputeDevice device, VectorLevel level)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "actorsearch-trainer.exe" : "actorsearch-trainer");
        if (!File.Exists(program)) throw new NotSupportedException($"{program} is missing; it checks libtorch before it is used");
        var start = new ProcessStartInfo(program, [Command, "--device", device.ToString(), "--vector", level.ToString()]);
        // The child uses the .NET runtime of this process, which is in ROOT/shared/Microsoft.NETCore.App/VERSION/.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return start;
    }
}
