using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Describes a device and the load of its machine, for display only.</summary>
internal static partial class DeviceFacts
{
    private static readonly string Processor = ProcessorName();

    /// <summary>The device's report as of now. The memory of a CPU device is the memory available to this process.</summary>
    public static DeviceReport Of(ComputeDevice device) => device.IsCuda
        ? new DeviceReport(CudaDevices.Name(device.Index), CudaDevices.MemoryBytes(device.Index), Load())
        : new DeviceReport(Processor, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Load());

    /// <summary>Runnable threads per core over the last minute; 0 if the system does not report it.</summary>
    private static double Load()
    {
        const string file = "/proc/loadavg";
        if (!File.Exists(file)) return 0;
        var first = File.ReadAllText(file).Split(' ')[0];
        return double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var load) ? Math.Round(load / Environment.ProcessorCount, 2) : 0;
    }

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        var name = File.Exists(file) ? ModelName().Match(File.ReadAllText(file)).Groups[1].Value : "";
        return name.Length > 0 ? name : $"{RuntimeInformation.ProcessArchitecture}";
    }

    [GeneratedRegex(@"^model name\s*:\s*(.+)$", RegexOptions.Multiline)]
    private static partial Regex ModelName();
}
