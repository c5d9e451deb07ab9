using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Describes a device and the load of its machine, for display only.</summary>
internal static class DeviceFacts
{
    private static readonly string Processor =
        Regex.Match(SystemFile.Text("/proc/cpuinfo"), @"^model name\s*:\s*(.+)$", RegexOptions.Multiline).Groups[1].Value is { Length: > 0 } name
            ? name : $"{RuntimeInformation.ProcessArchitecture}";

    /// <summary>The device's report as of now. The memory of a CPU device is the memory available to this process.</summary>
    public static DeviceReport Of(ComputeDevice device) => device.IsCuda
        ? new DeviceReport(CudaDevices.Name(device.Index), CudaDevices.MemoryBytes(device.Index), Load())
        : new DeviceReport(Processor, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Load());

    /// <summary>Runnable threads per core over the last minute; 0 if the system does not report it.</summary>
    private static double Load() =>
        double.TryParse(SystemFile.Text("/proc/loadavg").Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var load)
            ? Math.Round(load / Environment.ProcessorCount, 2) : 0;
}
