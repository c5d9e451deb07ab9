using System.Globalization;
using ActorSearch.Search;
using TorchSharp;

namespace ActorSearch.TrainerNode.Devices;

/// <summary>The device on which a session computes: `cpu` or `cuda:N`.</summary>
/// <param name="Index">The CUDA device's number; 0 for the CPU.</param>
public readonly record struct ComputeDevice(bool IsCuda, int Index)
{
    /// <summary>The CPU.</summary>
    public static ComputeDevice Cpu => default;

    /// <summary>Parses `cpu`, `cuda` (the first CUDA device) or `cuda:N`.</summary>
    /// <exception cref="BadInputException">The text is none of these.</exception>
    public static ComputeDevice Parse(string text)
    {
        if (text == "cpu") return Cpu;
        if (text == "cuda") return new(true, 0);
        return text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(true, index)
            : throw new BadInputException($"device: {text} is neither cpu nor cuda:N (cuda:0, cuda:1, ...)");
    }

    /// <summary>The device as libtorch knows it. Turns TF32 off in cuDNN, because it rounds differently.</summary>
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
        throw new BadInputException($"device: {this} was requested, but this machine has {count} CUDA devices");
#else
        throw new BadInputException($"device: {this} was requested, but this build is for CPUs (build with -p:TorchBackend=cuda)");
#endif
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsCuda ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}") : "cpu";
}
