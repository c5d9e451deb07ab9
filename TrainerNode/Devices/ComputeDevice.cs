using System.Globalization;
using ActorSearch.Search;
using TorchSharp;

namespace ActorSearch.TrainerNode.Devices;

/// <summary>Where a session computes: `cpu` or `cuda:N`.</summary>
public readonly record struct ComputeDevice(bool IsCuda, int Index)
{
    public static ComputeDevice Cpu => default;

    /// <exception cref="BadInputException">Neither `cpu` nor `cuda:N`.</exception>
    public static ComputeDevice Parse(string text)
    {
        if (text == "cpu") return Cpu;
        if (text == "cuda") return new(true, 0);
        return text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(true, index)
            : throw new BadInputException($"device: {text} is neither cpu nor cuda:N (cuda:0, cuda:1, ...)");
    }

    /// <exception cref="BadInputException">This machine or this build has no such device.</exception>
    public torch.Device Open()
    {
        if (!IsCuda) return torch.CPU;
#if TORCH_CUDA
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (Index < count)
        {
            torch.backends.cudnn.allow_tf32 = false;
            return torch.device(DeviceType.CUDA, Index);
        }
        throw new BadInputException($"device: {this} was asked for, but this machine has {count} CUDA devices");
#else
        throw new BadInputException($"device: {this} was asked for, but this build is for CPUs (build with -p:TorchBackend=cuda)");
#endif
    }

    public override string ToString() => IsCuda ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}") : "cpu";
}
