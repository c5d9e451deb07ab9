using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Files;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>Loads libtorch once per process, with one thread per operation and the vector level asked for, and says what computes.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static Numerics? _cpu;
    private static string? _loaded;
    private static VectorLevel _level;

    /// <summary>Why libtorch must not compute on this machine's CPU; null = it may. Known once <see cref="Initialize"/> has returned.</summary>
    public static string? CpuProblem { get; private set; }

    /// <summary>A line for people about <see cref="CpuProblem"/>.</summary>
    public static string Warning(string problem) => $"libtorch computes wrong on this machine, so everything trains with the sparse engine: {problem}";

    /// <summary>Checks that this machine's CPU may compute with an engine.</summary>
    /// <exception cref="NotSupportedException">It is the dense engine, and libtorch computes wrong on this CPU.</exception>
    public static void Require(EngineKind engine)
    {
        if (engine == EngineKind.Torch && CpuProblem is { } problem)
            throw new NotSupportedException(
                $"train.engine: torch cannot be used on this machine, because libtorch computes wrong here: {problem}; use auto or sparse");
    }

    /// <summary>Must come before any torch call of the process; later calls give the same answer.</summary>
    /// <returns>What computes on the CPU: both engines, or the sparse one alone where libtorch computes wrong (<see cref="CpuProblem"/>).</returns>
    /// <exception cref="NotSupportedException">
    /// The process already runs at another vector level, or libtorch cannot be loaded or checked; the message says why.
    /// </exception>
    public static Numerics Initialize(VectorLevel level)
    {
        lock (Gate)
        {
            if (_cpu is not null)
            {
                return level == _level || level == VectorLevel.Auto || Vector(VectorLevel.Auto) == Vector(level)
                    ? _cpu
                    : throw new NotSupportedException("this process computes at vector level auto and cannot change to avx2: start it with avx2");
            }
            // Before the environment is changed, which is a part of what findings are kept by.
            var findings = DeviceCheck.Of(ComputeDevice.Cpu, level);
            Load(level);
            (_level, CpuProblem) = (level, findings.Problem);
            return _cpu = NumericsOf(findings, Vector(level));
        }
    }

    /// <summary>
    /// Loads libtorch, unchecked. The environment is set natively because libtorch reads it when it is loaded, and reads the C library's copy.
    /// </summary>
    /// <returns>The versions of TorchSharp and libtorch.</returns>
    /// <exception cref="NotSupportedException">It cannot be loaded.</exception>
    internal static string Load(VectorLevel level)
    {
        lock (Gate)
        {
            if (_loaded is not null) return _loaded;
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
            TorchLibrary.DoWithoutNnpack();
            return _loaded = $"{typeof(torch).Assembly.GetName().Version!.ToString(3)}/{torch.__version__}";
        }
    }

    /// <summary>What computes on a device: the CPU's answer, and the name of the CUDA device.</summary>
    /// <exception cref="NotSupportedException">
    /// As for <see cref="Initialize"/>, or libtorch computes wrong on the CUDA device, where nothing else can.
    /// </exception>
    public static Numerics NumericsOf(ComputeDevice device, VectorLevel level)
    {
        var cpu = Initialize(level);
        if (!device.IsCuda) return cpu;
        var findings = DeviceCheck.Of(device, level);
        return findings.Problem is { } problem
            ? throw new NotSupportedException($"{device} ({CudaDevices.Name(device.Index)}) cannot be used: libtorch computes wrong there: {problem}")
            : NumericsOf(findings, "").OnCuda(CudaDevices.Name(device.Index));
    }

    private static Numerics NumericsOf(DeviceFindings findings, string vector)
    {
        static (string Version, string Bits) Split(string found) => (found[..found.LastIndexOf(' ')], found[(found.LastIndexOf(' ') + 1)..]);
        var sparse = Split(findings.Sparse);
        if (findings.Torch is null) return Numerics.Of(null, sparse.Version, $"{vector}/{sparse.Bits}");
        var torch = Split(findings.Torch);
        var bits = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(torch.Bits + sparse.Bits)).AsSpan(0, 4));
        return Numerics.Of(torch.Version, sparse.Version, $"{vector}/{bits}");
    }

    /// <summary>The level ATen picks (its DispatchStub: AVX-512 needs F, VL, BW and DQ; AVX2 needs FMA).</summary>
    private static string Vector(VectorLevel level)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return "default";
        var wide = Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;
        if (wide && level == VectorLevel.Auto) return "avx512";
        return Avx2.IsSupported && Fma.IsSupported ? "avx2" : "default";
    }
}
