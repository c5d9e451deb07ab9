using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Hosting;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>
/// Starts one trainer process per device and watches it: a native crash, or memory that a device does not give back, takes nothing
/// else down. A child ends in order when the pipe to it closes, so that none outlives the launcher.
/// </summary>
internal static class Launcher
{
    private sealed record Child(ImmutableArray<string> Arguments, string? Token);

    /// <summary>A child that says so will not do better next time.</summary>
    private const int BadSettings = 2;

    /// <returns>0 after an orderly stop, 2 when the settings of all processes are wrong, 1 when no device is left that a process stays alive on.</returns>
    public static async Task<int> RunAsync(NodeSettings given, NodeOptions options, TextWriter error, CancellationToken stop)
    {
#if TORCH_CUDA
        var cuda = CudaDevices.Count();
#else
        const int cuda = 0;
#endif
        var devices = DeviceList.Parse(given["devices"] ?? "auto", Environment.ProcessorCount, cuda);
        var codes = await Task.WhenAll(devices.Select((device, i) => KeepAsync(new Child(Arguments(given, options, device, i), given["token"]), $"{options.Name}-{i} ({device})", error, stop))).ConfigureAwait(false);
        return codes.All(code => code == 0) ? 0 : codes.All(code => code == BadSettings) ? BadSettings : 1;
    }

    /// <returns>0 after an orderly stop, otherwise the exit code it was given up with.</returns>
    private static async Task<int> KeepAsync(Child child, string name, TextWriter error, CancellationToken stop)
    {
        // The next attempt is smaller: a device without memory is no reason to leave it alone.
        var (policy, memory, clock) = (new RestartPolicy(), new RestartPolicy(givesUp: false), Stopwatch.StartNew());
        while (true)
        {
            var code = await RunAsync(child, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return code;
            if (code == BadSettings || (code == TrainerHost.OutOfMemory ? memory : policy).Died(clock.Elapsed) is not { } wait)
            {
                error.WriteLine(code == BadSettings
                    ? $"error: {name}: given up: its settings are wrong"
                    : string.Create(CultureInfo.InvariantCulture, $"error: {name}: given up: it ended {RestartPolicy.MaxDeaths} times within {RestartPolicy.Window.TotalMinutes:0} minutes, last with exit code {code}"));
                return code == 0 ? 1 : code;
            }
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: {name}: ended with exit code {code}; starting it again in {wait.TotalSeconds:0} s"));
            await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return 0;
        }
    }

    /// <returns>Its exit code; 128 + the signal when it was killed.</returns>
    private static async Task<int> RunAsync(Child child, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, child.Arguments) { RedirectStandardInput = true };
        // Not as an argument: everybody on the machine can read those.
        if (child.Token is not null) start.Environment["ACTORSEARCH_TOKEN"] = child.Token;
        using var process = Process.Start(start)!;
        await using (stop.UnsafeRegister(input => ((StreamWriter)input!).Close(), process.StandardInput))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    private static ImmutableArray<string> Arguments(NodeSettings given, NodeOptions options, ComputeDevice device, int index)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        // Started as `dotnet actorsearch-trainer.dll`: the child is, too.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") arguments.Add(Environment.GetCommandLineArgs()[0]);
        var flags = NodeSetting.All.Where(setting => setting.Flag).Select(setting => setting.Name).ToHashSet();
        foreach (var name in given.Names.Where(name => name is not ("devices" or "device" or "name" or "port" or "metrics-port" or "token")))
        {
            if (!flags.Contains(name)) arguments.AddRange("--" + name, given[name]!);
            else if (string.Equals(given[name], "true", StringComparison.OrdinalIgnoreCase)) arguments.Add("--" + name);
        }
        if (options.Port > 0) arguments.AddRange("--port", (options.Port + index).ToString(CultureInfo.InvariantCulture));
        if (options.HasHttp) arguments.AddRange("--metrics-port", (options.HttpPort == 0 ? 0 : options.HttpPort + index).ToString(CultureInfo.InvariantCulture));
        arguments.AddRange("--name", string.Create(CultureInfo.InvariantCulture, $"{options.Name}-{index}"), "--device", device.ToString(), "--child");
        return arguments.ToImmutable();
    }
}
