namespace ActorSearch.TrainerNode.Training.Devices;

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

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}
