using System.Runtime.CompilerServices;
using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`conv2d`.</summary>
internal sealed class Conv2dSparse : ConnectionSparse
{
    protected override Blob Lay(NetworkPlan plan, Layer layer, Blob input, Blob output)
    {
        var taps = new Taps(layer.Spec);
        var from = input;
        if (taps.Stride > 1 && !ReferenceEquals(input, plan.Input))
        {
            from = plan.Add(input.Copy());
            plan.Add(() => new ElementLayer<Copy>(input, from, default));
        }
        from.Values = PlaneLayout.Padded(from.Height, from.Width, taps.Padding, taps.Stride);
        if (taps.Stride > 1) from.Pulls = from.Values;
        output.Pulls = taps.Pulls(from.Height, from.Width, output.Height, output.Width);
        return from;
    }

    /// <summary>Into the layout that a convolution with a stride reads.</summary>
    private readonly unsafe struct Copy : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T value) where T : struct, ILanes<T> => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Pull<T>(T pull, float* values) where T : struct, ILanes<T> => pull;
    }
}
