using System.Collections.Immutable;
using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Sparse.Kernels;
using ActorSearch.TrainerNode.Sparse.Layers;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// An architecture under a mask as blobs and layers. Layers are made last, when every blob's layout, which its neighbours decide, is known.
/// </summary>
internal sealed class NetworkPlan
{
    private readonly Structure _structure;
    private readonly List<Func<ISparseLayer>> _layers = [];
    private readonly List<Blob> _blobs = [];
    private readonly Arena _arena;
    private readonly int _lanes;

    public NetworkPlan(Arena arena, Architecture architecture, NetworkMask mask, CompressedWeights weights, int lanes)
    {
        (_arena, _lanes, _structure) = (arena, lanes, Structure.Of(architecture, mask));
        Input = Output = Add(architecture.InputShape, 0);
        var parameter = 0;
        for (var i = 0; i < architecture.Layers.Length; i++)
        {
            var layer = architecture.Layers[i];
            if (layer.Weight is null)
            {
                Output = Plain(layer, i, Output);
                continue;
            }
            var places = weights.Places(parameter++);
            var biases = layer.Bias is null ? null : weights.Places(parameter++);
            var rectified = i + 1 < architecture.Layers.Length && architecture.Layers[i + 1].Spec.Kind == LayerKind.Relu;
            var input = Output;
            Output = Connect(layer, input, Add(layer.OutputShape, i + 1, rectified, trained: true), places, biases);
            if (rectified) i++;
            if (!input.HasPulls && i + 1 < architecture.Layers.Length && architecture.Layers[i + 1].Spec.Kind == LayerKind.MaxPool)
                Output = Pooled(architecture.Layers[++i], i, Output);
        }
    }

    public Blob Input { get; }
    public Blob Output { get; }
    public IReadOnlyList<Blob> Blobs => _blobs;

    public ISparseLayer[] Layers() => [.. _layers.Select(make => make())];

    private Blob Connect(Layer layer, Blob input, Blob output, int[] weights, int[]? biases)
    {
        if (layer.Spec.Kind == LayerKind.Conv2d)
        {
            var taps = new Taps(layer.Spec);
            if (taps.Stride > 1 && !ReferenceEquals(input, Input))
            {
                var split = Add(input.Copy());
                _layers.Add(Element(input, split));
                input = split;
            }
            input.Values = PlaneLayout.Padded(input.Height, input.Width, taps.Padding, taps.Stride);
            if (taps.Stride > 1) input.Pulls = input.Values;
            output.Pulls = taps.Pulls(input.Height, input.Width, output.Height, output.Width);
        }
        _layers.Add(() => new ConnectionLayer(input, output, new Connections(_arena, layer, input, output, weights, biases, _lanes), _lanes));
        return output;
    }

    /// <summary>The max pooling behind a convolution whose input needs no gradients, as one layer with it.</summary>
    private Blob Pooled(Layer layer, int index, Blob between)
    {
        var connection = _layers[^1];
        var output = Add(layer.OutputShape, index + 1, trained: true);
        between.OneAtATime = true;
        _layers[^1] = () => new ConnectionPoolLayer((ConnectionLayer)connection(), new MaxPoolLayer(between, output, layer.Spec.Kernel, layer.Spec.Stride, layer.Spec.Padding), between);
        return output;
    }

    private static Func<ISparseLayer> Element(Blob input, Blob output) => () => new ElementLayer(input, output, relu: false);

    private Blob Plain(Layer layer, int index, Blob input)
    {
        var spec = layer.Spec;
        if (spec.Kind == LayerKind.Dropout && spec.Rate <= 0) return input;
        if (spec.Kind == LayerKind.Flatten)
        {
            if (layer.InputShape.Length == 1) return input;
            var flat = new Blob(input);
            _blobs.Add(flat);
            return flat;
        }
        var output = Add(layer.OutputShape, index + 1, trained: input.HasPulls);
        AxisWindows Windows(int inputs, int outputs) => AxisWindows.Of(inputs, outputs, spec.Kernel, spec.Stride, spec.Padding);
        _layers.Add(spec.Kind switch
        {
            LayerKind.Relu => () => new ElementLayer(input, output, relu: true),
            LayerKind.MaxPool => () => new MaxPoolLayer(input, output, spec.Kernel, spec.Stride, spec.Padding),
            LayerKind.AvgPool => () => new AveragePoolLayer(input, output, Windows(input.Height, output.Height), Windows(input.Width, output.Width), spec.Kernel * spec.Kernel),
            LayerKind.AdaptiveAvgPool => () => new AveragePoolLayer(
                input, output, AxisWindows.Adaptive(input.Height, output.Height), AxisWindows.Adaptive(input.Width, output.Width), area: 0),
            LayerKind.Dropout => () => new DropoutLayer(input, output, index, spec.Rate),
            _ => throw new InvalidOperationException($"layer {layer.Name}: {spec.Kind} is not known to this engine"),
        });
        return output;
    }

    private Blob Add(ImmutableArray<int> shape, int boundary, bool rectified = false, bool trained = false)
    {
        var (height, width) = shape.Length == 3 ? (shape[1], shape[2]) : (1, 1);
        return Add(new Blob(height, width, _structure.Kinds[boundary], _structure.Needed[boundary]) { Rectified = rectified, HasPulls = trained });
    }

    private Blob Add(Blob blob)
    {
        _blobs.Add(blob);
        return blob;
    }
}
