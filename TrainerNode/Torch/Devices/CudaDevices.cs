using System.Runtime.InteropServices;
using System.Text;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>Facts about CUDA devices, from the driver, because TorchSharp does not expose them.</summary>
internal static partial class CudaDevices
{
    /// <summary>The device's name; `none` without a driver, `unknown` if the driver does not report it.</summary>
    public static unsafe string Name(int index)
    {
        try
        {
            var name = stackalloc byte[256];
            if (cuInit(0) == 0 && cuDeviceGet(out var device, index) == 0 && cuDeviceGetName(name, 256, device) == 0)
                return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        }
        catch (DllNotFoundException)
        {
            return "none";
        }
        return "unknown";
    }

    /// <summary>Devices that the driver reports; 0 without a driver.</summary>
    public static int Count()
    {
        try
        {
            return cuInit(0) == 0 && cuDeviceGetCount(out var count) == 0 ? count : 0;
        }
        catch (DllNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>The device's memory in bytes; 0 if the driver is missing or does not report it.</summary>
    public static long MemoryBytes(int index)
    {
        try
        {
            return cuInit(0) == 0 && cuDeviceGet(out var device, index) == 0 && cuDeviceTotalMem_v2(out var bytes, device) == 0 ? (long)bytes : 0;
        }
        catch (DllNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>The device's PCI bus id, by which the management library (NVML) knows it; null if the driver is missing or does not report it.</summary>
    public static unsafe string? BusId(int index)
    {
        try
        {
            var name = stackalloc byte[32];
            return cuInit(0) == 0 && cuDeviceGet(out var device, index) == 0 && cuDeviceGetPCIBusId(name, 32, device) == 0
                ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))
                : null;
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

#pragma warning disable IDE1006 // the driver's names
    [LibraryImport("libcuda.so.1")]
    private static partial int cuInit(uint flags);

    [LibraryImport("libcuda.so.1")]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport("libcuda.so.1")]
    private static partial int cuDeviceGetCount(out int count);

    [LibraryImport("libcuda.so.1")]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);

    [LibraryImport("libcuda.so.1")]
    private static unsafe partial int cuDeviceGetPCIBusId(byte* id, int length, int device);

    [LibraryImport("libcuda.so.1")]
    private static unsafe partial int cuDeviceGetName(byte* name, int length, int device);
#pragma warning restore IDE1006
}
