using System.Collections;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Files;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>
/// Where a device's findings are kept: a file in the user's cache folder, named by all that may change them. Of two machines with the same processor one
/// computed wrong and one right (docs/decisions/0014), so findings hold for one machine, and until it starts again.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class KeptFindings(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Variables by which the libraries, and .NET, choose their kernels.</summary>
    private static readonly string[] Prefixes =
    [
        "ATEN_", "CUBLAS_", "CUDA_", "CUDNN_", "DNNL_", "DOTNET_Enable", "DOTNET_MaxVector", "DOTNET_Preferred", "COMPlus_", "KMP_", "LD_",
        "MKL_", "NVIDIA_", "OMP_", "ONEDNN_", "OPENBLAS_", "TORCH_",
    ];

    /// <param name="cacheFolder">Null = the user's.</param>
    public static KeptFindings For(ComputeDevice device, VectorLevel level, string? cacheFolder = null)
    {
        var key = new StringBuilder()
            .AppendLine($"{device} {level} {(device.IsCuda ? CudaDevices.Name(device.Index) : "")}")
            .AppendLine($"{typeof(KeptFindings).Module.ModuleVersionId} {typeof(torch).Module.ModuleVersionId} {RuntimeInformation.FrameworkDescription}")
            .AppendLine($"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}")
            .AppendLine(SystemFile.Text("/proc/sys/kernel/random/boot_id")).AppendLine(SystemFile.Text("/proc/driver/nvidia/version"))
            .AppendJoin('\n', SystemFile.Text("/proc/cpuinfo").Split("\n\n")[0].Split('\n').Where(line => !line.Contains("MHz", StringComparison.Ordinal)))
            .AppendLine();
        foreach (var variable in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal))
            if (Prefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal))) key.AppendLine(variable);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())).AsSpan(0, 12));
        return new(Path.Combine(CacheFolder.Resolve(cacheFolder), "devices", name + ".json"));
    }

    /// <returns>Null when there are none, or none that can be read.</returns>
    public DeviceFindings? Read()
    {
        try
        {
            var found = JsonSerializer.Deserialize<DeviceFindings>(File.ReadAllBytes(path), Json);
            return found is { Sparse.Length: > 0 } && found.Torch is null == found.Problem is not null ? found : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Where they cannot be kept, the next process finds out anew.</summary>
    public void Write(DeviceFindings findings)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            OwnFolder.Make(Path.GetDirectoryName(folder)!); // the cache
            OwnFolder.Make(folder);
            WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(findings, Json), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
