using System.Runtime.InteropServices;
using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Torch.Kinds;
using ActorSearch.TrainerNode.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using Architecture = ActorSearch.Search.Layers.Architecture;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>
/// An architecture on one device. Parameters and gradients are views of one buffer each, so that an optimizer, a mask or a copy is
/// one pass over memory. Belongs to one thread. Dropout is not torch's (design part 6).
/// </summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly record struct Step(int Layer, ImmutableArray<int> Inputs, int Output);

    private readonly List<Tensor> _owned = [];

    /// <summary>
    /// Not in <see cref="Weights"/>: autograd counts how often memory is written to, and a layer that writes to its buffer would spoil the weights.
    /// </summary>
    private readonly List<(LayerTensor Tensor, Tensor Values)> _buffers = [];
    private readonly Tensor[][] _tensors;
    private readonly TorchKind[] _kinds;
    private readonly List<Step> _steps;

    public TorchNetwork(Architecture architecture, Device device)
    {
        Layout = new FlatLayout(architecture);
        Device = device;
        Weights = Own(zeros(Layout.Length, dtype: ScalarType.Float32, device: device));
        Gradients = Own(zeros(Layout.Length, dtype: ScalarType.Float32, device: device));
        Tensor[] views = [.. Layout.Tensors.Select(View)];
        _tensors = [.. architecture.Layers.Select(layer => layer.Tensors.Select(tensor => views[tensor.Index]).ToArray())];
        _kinds = [.. architecture.Layers.Select(layer => TorchKind.Of(layer.Kind))];
        _steps = Steps(architecture);
    }

    /// <summary>The network.</summary>
    public Architecture Architecture => Layout.Architecture;
    public FlatLayout Layout { get; }
    public Device Device { get; }

    /// <summary>Whether the device is the CPU.</summary>
    public bool IsCpu => Device.type == DeviceType.CPU;

    /// <summary>All weights, [Layout.Length]; where buffers would lie it means nothing.</summary>
    public Tensor Weights { get; }

    /// <summary>The gradients of the backward passes since <see cref="ClearGradients"/>, laid out as <see cref="Weights"/>.</summary>
    public Tensor Gradients { get; }

    /// <summary>Views of <see cref="Weights"/> by tensor, leaves of the graph, in the layout's order.</summary>
    public List<Tensor> ParameterViews { get; } = [];

    /// <summary>Views of <see cref="Gradients"/> by tensor.</summary>
    public List<Tensor> GradientViews { get; } = [];

    /// <summary>The weights' memory; CPU only.</summary>
    public Span<float> WeightSpan => Floats(Weights);

    /// <summary>The gradients' memory; CPU only.</summary>
    public Span<float> GradientSpan => Floats(Gradients);

    /// <summary>Takes all tensors, by the layout.</summary>
    public void Load(float[] weights)
    {
        CopyTo(weights, Weights);
        foreach (var (tensor, buffer) in _buffers) CopyTo(Layout.Slice(weights.AsSpan(), tensor.Index).ToArray(), buffer);
    }

    /// <summary>A copy of all tensors, by the layout.</summary>
    /// <param name="into">Is written over; null = a new array.</param>
    public float[] Copy(float[]? into = null)
    {
        var weights = CopyOf(Weights, into);
        foreach (var (tensor, buffer) in _buffers) CopyOf(buffer).CopyTo(Layout.Slice(weights.AsSpan(), tensor.Index));
        return weights;
    }

    /// <summary>Sets <see cref="Gradients"/> to 0.</summary>
    public void ClearGradients() => Gradients.zero_();

    /// <summary>Logits [batch, 1]. With a dropout stream the network is in training.</summary>
    /// <param name="input">[batch, sample shape...], not changed.</param>
    public Tensor Forward(Tensor input, DropoutStream? dropout)
    {
        var values = new Tensor[Architecture.Layers.Length + 1];
        var fresh = new bool[values.Length]; // the operation that made it does not need it for its gradient, and one layer takes it: that may write into it
        values[0] = input.dim() == 4 && IsCpu ? ChannelsLast(input) : input;
        foreach (var (layer, inputs, output) in _steps)
        {
            var call = new TorchCall(Architecture.Layers[layer], [.. inputs.Select(number => values[number])], _tensors[layer])
            {
                MayOverwrite = fresh[inputs[0]],
                Index = layer,
                Dropout = dropout,
            };
            values[output] = _kinds[layer].Apply(call);
            fresh[output] = _kinds[layer].LeavesOutput && Architecture.Takers[output].Length == 1;
        }
        return values[^1];
    }

    /// <summary>
    /// Images with the channels innermost in memory, which every later operation keeps: on the CPU max pooling is ten times as fast so
    /// (measured: 27 ms to 1.9 ms for 32 x 16 x 64 x 64), convolutions somewhat. One channel needs no copy, only other strides.
    /// </summary>
    internal static Tensor ChannelsLast(Tensor x)
    {
        var shape = x.shape;
        return shape[1] == 1
            ? x.as_strided(shape, [shape[2] * shape[3], 1, shape[3], 1], x.storage_offset())
            : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    public void Dispose()
    {
        foreach (var tensor in _owned) tensor.Dispose();
    }

    /// <summary>A tensor's memory; CPU only.</summary>
    internal static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    internal static void CopyTo(float[] source, Tensor target)
    {
        if (target.device_type == DeviceType.CPU)
        {
            source.CopyTo(Floats(target));
            return;
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        target.copy_(tensor(source));
    }

    internal static float[] CopyOf(Tensor source, float[]? into = null)
    {
        using var scope = NewDisposeScope();
        var values = Floats(source.cpu());
        if (into is null) return values.ToArray();
        values.CopyTo(into);
        return into;
    }

    /// <summary>
    /// The layers as they are computed: a max pooling before the ReLU in front of it. The greatest is the same before and after, and so is every gradient
    /// (where the greatest is not above 0, none flows), but the ReLU and its gradient have a quarter of the positions left.
    /// </summary>
    private static List<Step> Steps(Architecture architecture)
    {
        var steps = new List<Step>();
        foreach (var (i, layer) in architecture.Layers.Index())
        {
            if (layer.Kind is Relu && architecture.OnlyTaker<MaxPool>(i + 1) is { } pool)
                steps.AddRange([new(pool, layer.Inputs, i + 1), new(i, [i + 1], pool + 1)]);
            else if (!steps.Exists(step => step.Layer == i)) steps.Add(new(i, layer.Inputs, i + 1));
        }
        return steps;
    }

    /// <summary>A tensor of a layer. A trained one lies in the weights, a leaf of autograd's graph; its gradient adds up in the gradient buffer.</summary>
    private Tensor View(LayerTensor tensor)
    {
        using var scope = NewDisposeScope();
        var shape = tensor.Shape.Select(n => (long)n).ToArray();
        Tensor Part(Tensor buffer) => buffer.narrow(0, Layout.Offsets[tensor.Index], tensor.Count).view(shape).detach();
        if (tensor.Role == TensorRole.Buffer)
        {
            var buffer = Own(zeros(shape, dtype: ScalarType.Float32, device: Device));
            _buffers.Add((tensor, buffer));
            return buffer;
        }
        var view = Part(Weights).requires_grad_();
        var gradient = Part(Gradients);
        view.grad = gradient;
        GradientViews.Add(Own(gradient));
        ParameterViews.Add(view);
        return Own(view);
    }

    private Tensor Own(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        _owned.Add(tensor);
        return tensor;
    }
}
