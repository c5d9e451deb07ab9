using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>Reads `--devices`: one entry per process to start.</summary>
internal static class DeviceList
{
    private const int MostProcesses = 1024;

    /// <summary>Parses `auto`, `cpu`, `cpu:N` or `cuda:0,1`. `auto` gives one entry per CUDA device, or else one per core.</summary>
    /// <param name="cores">Number of cores.</param>
    /// <param name="cudaDevices">Number of CUDA devices that this machine and build can use.</param>
    /// <exception cref="BadInputException">The text is none of these.</exception>
    public static ImmutableArray<ComputeDevice> Parse(string text, int cores, int cudaDevices)
    {
        if (text == "auto")
            return cudaDevices > 0 ? [.. Enumerable.Range(0, cudaDevices).Select(i => new ComputeDevice(true, i))] : Cpu(cores);
        if (text == "cpu") return Cpu(1);
        if (text.StartsWith("cpu:", StringComparison.Ordinal) && Number(text[4..]) is >= 1 and <= MostProcesses and var count) return Cpu(count);
        if (text.StartsWith("cuda:", StringComparison.Ordinal) && text[5..].Split(',').Select(Number).ToList() is var indices && indices.All(i => i >= 0))
            return [.. indices.Select(i => new ComputeDevice(true, i))];
        throw new BadInputException($"devices: {text} is neither auto, nor cpu:N (N processes), nor cuda:0,1 (a process for each)");
    }

    private static ImmutableArray<ComputeDevice> Cpu(int count) => [.. Enumerable.Repeat(ComputeDevice.Cpu, count)];

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
