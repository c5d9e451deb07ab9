using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>
/// Memory and utilization of a CUDA device, from the driver's management library (NVML). NVML may number devices differently from CUDA, so the device is looked
/// up by its PCI bus id.
/// </summary>
internal sealed partial class CudaUse(int index) : IDeviceUse
{
    private struct MemoryInfo
    {
        public ulong Total, Free, Used;
    }

    private struct Rates
    {
        public uint Gpu, Memory;
    }

    private readonly Lazy<nint?> _device = new(() => Find(index));

    /// <inheritdoc/>
    public (double Total, double Used)? Memory() =>
        _device.Value is { } device && nvmlDeviceGetMemoryInfo(device, out var info) == 0 ? (info.Total, info.Used) : null;

    /// <inheritdoc/>
    public double? Utilization() =>
        _device.Value is { } device && nvmlDeviceGetUtilizationRates(device, out var rates) == 0 ? rates.Gpu / 100.0 : null;

    private static nint? Find(int index)
    {
        try
        {
            return CudaDevices.BusId(index) is { } bus && nvmlInit_v2() == 0 && nvmlDeviceGetHandleByPciBusId_v2(bus, out var device) == 0 ? device : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

#pragma warning disable IDE1006 // the library's names
    [LibraryImport("libnvidia-ml.so.1")]
    private static partial int nvmlInit_v2();

    [LibraryImport("libnvidia-ml.so.1", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int nvmlDeviceGetHandleByPciBusId_v2(string busId, out nint device);

    [LibraryImport("libnvidia-ml.so.1")]
    private static partial int nvmlDeviceGetMemoryInfo(nint device, out MemoryInfo memory);

    [LibraryImport("libnvidia-ml.so.1")]
    private static partial int nvmlDeviceGetUtilizationRates(nint device, out Rates rates);
#pragma warning restore IDE1006
}
