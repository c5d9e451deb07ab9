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
    private sealed record Child(ImmutableArray<string> Arguments, string? Token);

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
            KeepAsync(new Child(Arguments(given, options, device, i), given["token"]), $"{options.Name}-{i} ({device})", error, stop))).ConfigureAwait(false);
        return codes.All(code => code == 0) ? 0 : codes.All(code => code == BadSettings) ? BadSettings : 1;
    }

    /// <returns>0 after an orderly stop, otherwise the last exit code of a child that was given up.</returns>
    private static async Task<int> KeepAsync(Child child, string name, TextWriter error, CancellationToken stop)
    {
        // A process that ran out of device memory is always restarted, because the next attempt needs less.
        var (policy, memory, clock) = (new RestartPolicy(), new RestartPolicy(givesUp: false), Stopwatch.StartNew());
        while (true)
        {
            var code = await RunAsync(child, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return code;
            if (code == BadSettings || (code == TrainerHost.OutOfMemory ? memory : policy).Died(clock.Elapsed) is not { } wait)
            {
                var (deaths, minutes) = (RestartPolicy.MaxDeaths, RestartPolicy.Window.TotalMinutes);
                error.WriteLine(code == BadSettings
                    ? $"error: {name}: given up: its settings are invalid"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"error: {name}: given up: it ended {deaths} times within {minutes:0} minutes, last with exit code {code}"));
                return code == 0 ? 1 : code;
            }
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"warning: {name}: ended with exit code {code}; starting it again in {wait.TotalSeconds:0} s"));
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return 0;
        }
    }

    /// <returns>The child's exit code; 128 + the signal if a signal killed it.</returns>
    private static async Task<int> RunAsync(Child child, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, child.Arguments) { RedirectStandardInput = true };
        // Pass the token in the environment, because every user of the machine can read arguments.
        if (child.Token is not null) start.Environment["ACTORSEARCH_TOKEN"] = child.Token;
        using var process = Process.Start(start)!;
        await using (stop.UnsafeRegister(input => ((StreamWriter)input!).Close(), process.StandardInput))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    private static ImmutableArray<string> Arguments(NodeSettings given, NodeOptions options, ComputeDevice device, int index)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        // If this process was started as `dotnet actorsearch-trainer.dll`, start the child in the same way.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") arguments.Add(Environment.GetCommandLineArgs()[0]);
        var flags = NodeSetting.All.Where(setting => setting.Flag).Select(setting => setting.Name).ToHashSet();
        foreach (var name in given.Names.Where(name => name is not ("devices" or "device" or "name" or "port" or "metrics-port" or "token")))
        {
            if (!flags.Contains(name)) arguments.AddRange("--" + name, given[name]!);
            else if (string.Equals(given[name], "true", StringComparison.OrdinalIgnoreCase)) arguments.Add("--" + name);
        }
        if (options.Port > 0) arguments.AddRange("--port", (options.Port + index).ToString(CultureInfo.InvariantCulture));
        if (options.HasHttp)
            arguments.AddRange("--metrics-port", (options.HttpPort == 0 ? 0 : options.HttpPort + index).ToString(CultureInfo.InvariantCulture));
        arguments.AddRange("--name", string.Create(CultureInfo.InvariantCulture, $"{options.Name}-{index}"), "--device", device.ToString(), "--child");
        return arguments.ToImmutable();
    }
}
