using System.Runtime.InteropServices;
using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using TorchSharp;
using static TorchSharp.torch;
using Architecture = ActorSearch.Search.Models.Architecture;

namespace ActorSearch.TrainerNode.Models;

/// <summary>
/// An architecture on one device. Parameters and gradients are views of one buffer each, so that an optimiser, a mask or a copy is
/// one pass over memory. Belongs to one thread. Dropout is not torch's (design part 6).
/// </summary>
public sealed class TorchNetwork : IDisposable
{
    private readonly List<Tensor> _owned = [];
    private readonly List<Tensor> _parameters = [], _gradients = [];
    private readonly Tensor?[] _weights, _biases;
    private readonly int[] _order;

    public TorchNetwork(Architecture architecture, Device device)
    {
        Layout = new FlatLayout(architecture);
        Device = device;
        Weights = Own(zeros(Layout.Length, dtype: ScalarType.Float32, device: device));
        Gradients = Own(zeros(Layout.Length, dtype: ScalarType.Float32, device: device));

        (_weights, _biases) = (new Tensor?[architecture.Layers.Length], new Tensor?[architecture.Layers.Length]);
        _order = Order(architecture);
        var parameter = 0;
        for (var i = 0; i < architecture.Layers.Length; i++)
        {
            if (architecture.Layers[i].Weight is not null) _weights[i] = View(parameter++);
            if (architecture.Layers[i].Bias is not null) _biases[i] = View(parameter++);
        }
    }

    public Architecture Architecture => Layout.Architecture;
    public FlatLayout Layout { get; }
    public Device Device { get; }

    /// <summary>All weights, [Layout.Length].</summary>
    public Tensor Weights { get; }

    /// <summary>The gradients of the backward passes since <see cref="ClearGradients"/>, laid out as <see cref="Weights"/>.</summary>
    public Tensor Gradients { get; }

    /// <summary>Views of <see cref="Weights"/> by tensor, leaves of the graph, in the layout's order.</summary>
    public IReadOnlyList<Tensor> ParameterViews => _parameters;

    /// <summary>Views of <see cref="Gradients"/> by tensor.</summary>
    public IReadOnlyList<Tensor> GradientViews => _gradients;

    /// <summary>The weights' memory; CPU only.</summary>
    public Span<float> WeightSpan => MemoryMarshal.Cast<byte, float>(Weights.bytes);

    /// <summary>The gradients' memory; CPU only.</summary>
    public Span<float> GradientSpan => MemoryMarshal.Cast<byte, float>(Gradients.bytes);

    public void Load(float[] weights) => CopyTo(weights, Weights);

    /// <summary>A copy of the weights, in the layout's order.</summary>
    /// <param name="into">Is written over; null = a new array.</param>
    public float[] Copy(float[]? into = null) => CopyOf(Weights, into);

    public void ClearGradients() => Gradients.zero_();

    /// <summary>Logits [batch, 1]. With a dropout stream the network is in training.</summary>
    /// <param name="input">[batch, sample shape...], not changed.</param>
    public Tensor Forward(Tensor input, DropoutStream? dropout)
    {
        var x = input.dim() == 4 && Device.type == DeviceType.CPU ? TorchLayers.ChannelsLast(input) : input;
        var fresh = false; // the last operation made x and does not need it for its gradient: the next may write into it
        foreach (var i in _order)
        {
            var layer = Architecture.Layers[i];
            var kind = layer.Spec.Kind;
            if (kind == LayerKind.Dropout)
            {
                if (dropout is not { } stream || layer.Spec.Rate <= 0) continue;
                x = x.mul(DropoutMask(stream, i, layer, x.shape));
            }
            else
            {
                x = kind == LayerKind.Relu && fresh ? x.relu_() : TorchLayers.Apply(layer.Spec, x, _weights[i], _biases[i]);
            }
            fresh = kind is LayerKind.Linear or LayerKind.Conv2d or LayerKind.MaxPool;
        }
        return x;
    }

    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
    }

    internal static void CopyTo(float[] source, Tensor target)
    {
        if (target.device_type == DeviceType.CPU)
        {
            source.CopyTo(MemoryMarshal.Cast<byte, float>(target.bytes));
            return;
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        target.copy_(tensor(source));
    }

    internal static float[] CopyOf(Tensor source, float[]? into = null)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, float>(source.cpu().bytes);
        if (into is null) return values.ToArray();
        values.CopyTo(into);
        return into;
    }

    /// <summary>
    /// The layers as they are computed: a max pooling before the ReLU in front of it. The greatest is the same before and after, and so is every gradient
    /// (where the greatest is not above 0, none flows), but the ReLU and its gradient have a quarter of the positions left.
    /// </summary>
    private static int[] Order(Architecture architecture)
    {
        var order = Enumerable.Range(0, architecture.Layers.Length).ToArray();
        for (var i = 0; i + 1 < order.Length; i++)
            if (architecture.Layers[i].Spec.Kind == LayerKind.Relu && architecture.Layers[i + 1].Spec.Kind == LayerKind.MaxPool) (order[i], order[i + 1]) = (order[i + 1], order[i]);
        return order;
    }

    private Tensor DropoutMask(DropoutStream stream, int index, Layer layer, long[] shape)
    {
        var mask = empty(shape, dtype: ScalarType.Float32);
        var sampleSize = layer.OutputShape.Aggregate(1, (a, b) => a * b);
        stream.Fill(index, layer.Spec.Rate, sampleSize, MemoryMarshal.Cast<byte, float>(mask.bytes));
        return mask.to(Device);
    }

    /// <summary>A parameter as a leaf of the graph over the weight buffer, its gradient accumulating into the gradient buffer.</summary>
    private Tensor View(int parameter)
    {
        using var scope = NewDisposeScope();
        var shape = Layout.Parameters[parameter].Shape.Select(n => (long)n).ToArray();
        Tensor Part(Tensor buffer) => buffer.narrow(0, Layout.Offsets[parameter], Layout.Parameters[parameter].Count).view(shape).detach();
        var view = Part(Weights).requires_grad_();
        var gradient = Part(Gradients);
        view.grad = gradient;
        _gradients.Add(Own(gradient));
        _parameters.Add(view);
        return Own(view);
    }

    private Tensor Own(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        _owned.Add(tensor);
        return tensor;
    }
}
