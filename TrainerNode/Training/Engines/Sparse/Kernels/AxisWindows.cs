using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>Windows of a pooling layer along one axis. Windows do not include padding.</summary>
/// <param name="Start">[outputs] first input of each output's window.</param>
/// <param name="End">[outputs] end of each window (exclusive).</param>
/// <param name="Skipped">[outputs] number of padding places at the start of each window.</param>
/// <param name="First">[inputs] first output whose window contains the input.</param>
/// <param name="Last">[inputs] last such output; less than <paramref name="First"/> if there is none.</param>
internal sealed record AxisWindows(int[] Start, int[] End, int[] Skipped, int[] First, int[] Last)
{
    /// <summary>
    /// Windows of one size at regular distances; without a kernel those of PyTorch's adaptive pooling: with n inputs and m outputs, output o reads
    /// floor(o n / m) to ceil((o + 1) n / m), exclusive.
    /// </summary>
    public static AxisWindows Of(LayerSpec spec, int inputs, int outputs) => spec.Kernel > 0
        ? Of(inputs, outputs, o => o * spec.Stride - spec.Padding, o => o * spec.Stride - spec.Padding + spec.Kernel)
        : Of(inputs, outputs, o => (int)((long)o * inputs / outputs), o => (int)(((long)(o + 1) * inputs + outputs - 1) / outputs));

    private static AxisWindows Of(int inputs, int outputs, Func<int, int> start, Func<int, int> end)
    {
        var every = Enumerable.Range(0, outputs).ToArray();
        int[] starts = [.. every.Select(o => Math.Max(0, start(o)))], ends = [.. every.Select(o => Math.Min(inputs, end(o)))];
        return new(
            starts, ends, [.. every.Select(o => starts[o] - start(o))],
            [.. Enumerable.Range(0, inputs).Select(i => Array.FindIndex(ends, e => e > i) is var o && o >= 0 ? o : outputs)],
            [.. Enumerable.Range(0, inputs).Select(i => Array.FindLastIndex(starts, s => s <= i))]);
    }
}
