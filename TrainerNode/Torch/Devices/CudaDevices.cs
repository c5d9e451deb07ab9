using System.Runtime.InteropServices;
using System.Text;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>Facts about CUDA devices, from the driver, because TorchSharp does not expose them.</summary>
internal static partial class CudaDevices
{
    private const string Driver = "libcuda.so.1";

    private static readonly bool HasDriver = NativeLibrary.TryLoad(Driver, typeof(CudaDevices).Assembly, null, out _);

    /// <summary>The device's name; `none` without a driver, `unknown` if the driver does not report it.</summary>
    public static unsafe string Name(int index)
    {
        var name = stackalloc byte[256];
        return !HasDriver ? "none" : Find(index, out var device) && cuDeviceGetName(name, 256, device) == 0 ? Text(name) : "unknown";
    }

    /// <summary>Devices that the driver reports; 0 without a driver.</summary>
    public static int Count() => HasDriver && cuInit(0) == 0 && cuDeviceGetCount(out var count) == 0 ? count : 0;

    /// <summary>The device's memory in bytes; 0 if the driver is missing or does not report it.</summary>
    public static long MemoryBytes(int index) => Find(index, out var device) && cuDeviceTotalMem_v2(out var bytes, device) == 0 ? (long)bytes : 0;

    /// <summary>The device's PCI bus id, by which the management library (NVML) knows it; null if the driver is missing or does not report it.</summary>
    public static unsafe string? BusId(int index)
    {
        var name = stackalloc byte[32];
        return Find(index, out var device) && cuDeviceGetPCIBusId(name, 32, device) == 0 ? Text(name) : null;
    }

    private static bool Find(int index, out int device)
    {
        device = 0;
        return HasDriver && cuInit(0) == 0 && cuDeviceGet(out device, index) == 0;
    }

    private static unsafe string Text(byte* name) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));

#pragma warning disable IDE1006 // the driver's names
    [LibraryImport(Driver)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Driver)]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Driver)]
    private static partial int cuDeviceGetCount(out int count);

    [LibraryImport(Driver)]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);

    [LibraryImport(Driver)]
    private static unsafe partial int cuDeviceGetPCIBusId(byte* id, int length, int device);

    [LibraryImport(Driver)]
    private static unsafe partial int cuDeviceGetName(byte* name, int length, int device);
#pragma warning restore IDE1006
}
