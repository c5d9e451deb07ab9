using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Sparse;
using TorchSharp;

namespace ActorSearch.TrainerNode.Devices;

/// <summary>Loads libtorch once per process, with one thread per operation and the vector level asked for, and says what computes.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static Numerics? _cpu;
    private static VectorLevel _level;

    /// <summary>
    /// Must come before any torch call of the process; later calls give the same answer. The environment is set natively because
    /// libtorch reads it when it is loaded, and reads the C library's copy.
    /// </summary>
    /// <returns>What computes on the CPU.</returns>
    /// <exception cref="NotSupportedException">The process already runs at another vector level, or libtorch cannot be loaded; the message says why.</exception>
    public static Numerics Initialise(VectorLevel level)
    {
        lock (Gate)
        {
            if (_cpu is not null)
            {
                return level == _level || level == VectorLevel.Auto || Vector(VectorLevel.Auto) == Vector(level)
                    ? _cpu
                    : throw new NotSupportedException("this process computes at vector level auto and cannot change to avx2: start it with avx2");
            }
            Posix.SetEnvironment("OMP_NUM_THREADS", "1");
            Posix.SetEnvironment("MKL_NUM_THREADS", "1");
            if (level == VectorLevel.Avx2)
            {
                Posix.SetEnvironment("ONEDNN_MAX_CPU_ISA", "AVX2");
                Posix.SetEnvironment("ATEN_CPU_CAPABILITY", "avx2");
                Posix.SetEnvironment("MKL_ENABLE_INSTRUCTIONS", "AVX2");
                Posix.SetEnvironment("MKL_CBWR", "AVX2"); // MKL's promise of equal bits on every Intel CPU that has AVX2
            }
            Posix.KeepFreedMemory();
            TorchLibrary.Prepare();
            if (!torch.TryInitializeDeviceType(DeviceType.CPU)) throw new NotSupportedException("libtorch cannot be loaded for the CPU");
            _level = level;
            return _cpu = new Numerics($"torch {Version(typeof(torch).Assembly.GetName().Version)}/{torch.__version__}, sparse {SparseEngine.Version}", $"{Vector(level)}/{NumericsProbe.Fingerprint()}");
        }
    }

    /// <summary>What computes on a device: the CPU's answer, and the name of the CUDA device.</summary>
    public static Numerics NumericsOf(ComputeDevice device, VectorLevel level)
    {
        var cpu = Initialise(level);
        return device.IsCuda ? cpu with { Vector = $"cuda {CudaDevices.Name(device.Index)}" } : cpu;
    }

    private static string Version(Version? version) => version is null ? "unknown" : $"{version.Major}.{version.Minor}.{version.Build}";

    /// <summary>The level ATen picks (its DispatchStub: AVX-512 needs F, VL, BW and DQ; AVX2 needs FMA).</summary>
    private static string Vector(VectorLevel level)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return "default";
        var wide = Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;
        if (wide && level == VectorLevel.Auto) return "avx512";
        return Avx2.IsSupported && Fma.IsSupported ? "avx2" : "default";
    }
}
