using System.Diagnostics;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>
/// Starts one trainer process per device and restarts it when it dies, so that a native crash, or memory that a device does not release, affects only one
/// process. A child stops when the pipe from the launcher closes, so that none outlives the launcher.
/// </summary>
internal static class Launcher
{
    /// <summary>Exit code of a child with invalid settings, which a restart cannot fix.</summary>
    private const int BadSettings = 2;

    /// <summary>Runs the children until the stop is requested or all of them have been given up.</summary>
    /// <returns>0 after an orderly stop of all children, 2 if the settings of all of them are invalid, else 1.</returns>
    public static async Task<int> RunAsync(NodeSettings given, NodeOptions options, TextWriter error, CancellationToken stop)
    {
#if TORCH_CUDA
        var cuda = CudaDevices.Count();
#else
        const int cuda = 0;
#endif
        var devices = DeviceList.Parse(given["devices"] ?? "auto", Environment.ProcessorCount, cuda);
        var codes = await Task.WhenAll(devices.Select((device, i) =>
            KeepAsync(Child(given, options, device, i), $"{options.Name}-{i} ({device})", error, stop))).ConfigureAwait(false);
        return codes.All(code => code == 0) ? 0 : codes.All(code => code == BadSettings) ? BadSettings : 1;
    }

    /// <returns>0 after an orderly stop, otherwise the last exit code of a child that was given up.</returns>
    private static async Task<int> KeepAsync(ProcessStartInfo child, string name, TextWriter error, CancellationToken stop)
    {
        // A process that ran out of device memory is always restarted, because the next attempt needs less.
        var (policy, memory, clock) = (new RestartPolicy(), new RestartPolicy(givesUp: false), Stopwatch.StartNew());
        while (true)
        {
            using var process = Process.Start(child)!;
            await using (stop.UnsafeRegister(input => ((StreamWriter)input!).Close(), process.StandardInput))
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            var code = process.ExitCode; // 128 + the signal if a signal killed it
            if (stop.IsCancellationRequested) return code;
            if (code == BadSettings || (code == TrainerHost.OutOfMemory ? memory : policy).Died(clock.Elapsed) is not { } wait)
            {
                error.WriteLine(code == BadSettings
                    ? $"error: {name}: given up: its settings are invalid"
                    : $"error: {name}: given up: it ended {RestartPolicy.MaxDeaths} times within {RestartPolicy.Window.TotalMinutes:0} minutes, "
                        + $"last with exit code {code}");
                return code == 0 ? 1 : code;
            }
            error.WriteLine($"warning: {name}: ended with exit code {code}; starting it again in {wait.TotalSeconds:0} s");
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return 0;
        }
    }

    private static ProcessStartInfo Child(NodeSettings given, NodeOptions options, ComputeDevice device, int index)
    {
        var arguments = new List<string>();
        // If this process was started as `dotnet actorsearch-trainer.dll`, start the child in the same way.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") arguments.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var name in given.Names.Where(name => name is not ("devices" or "device" or "name" or "port" or "metrics-port" or "token")))
            arguments.Add($"--{name}={given[name]}");
        if (options.Port > 0) arguments.AddRange("--port", $"{options.Port + index}");
        if (options.HasHttp) arguments.AddRange("--metrics-port", $"{(options.HttpPort == 0 ? 0 : options.HttpPort + index)}");
        arguments.AddRange("--name", $"{options.Name}-{index}", "--device", device.ToString(), "--child");
        var child = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true };
        // Pass the token in the environment, because every user of the machine can read arguments.
        if (given["token"] is { } token) child.Environment["ACTORSEARCH_TOKEN"] = token;
        return child;
    }
}
