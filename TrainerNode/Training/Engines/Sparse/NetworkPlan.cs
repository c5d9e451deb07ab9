using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// An architecture under a mask as blobs and layers. Layers are made last, when every blob's layout, which its neighbours decide, is known. One layer reads a
/// blob: what several take is copied for each of them.
/// </summary>
internal sealed class NetworkPlan
{
    private readonly CompressedWeights _weights;
    private readonly Structure _structure;
    private readonly List<Func<ISparseLayer>> _layers = [];
    private readonly Blob?[] _outputs;
    private readonly Dictionary<(int Layer, int Input), Blob> _copies = [];

    public NetworkPlan(Arena arena, Architecture architecture, NetworkMask mask, CompressedWeights weights, int lanes)
    {
        (Arena, Architecture, Lanes, _weights, _structure) = (arena, architecture, lanes, weights, Structure.Of(architecture, mask));
        _outputs = new Blob?[architecture.Layers.Length + 1];
        Input = NewBlob(0, trained: false);
        Put(0, Input);
        foreach (var (i, layer) in architecture.Layers.Index())
            if (_outputs[i + 1] is null) Put(i + 1, SparseKind.Of(layer.Kind).Plan(this, i));
    }

    public Arena Arena { get; }
    public Architecture Architecture { get; }

    /// <summary>Samples of a part.</summary>
    public int Lanes { get; }

    public Blob Input { get; }
    public Blob Output => _outputs[^1]!;
    public List<Blob> Blobs { get; } = [];

    public ISparseLayer[] Layers() => [.. _layers.Select(make => make())];

    /// <summary>The numbers of a layer.</summary>
    public LayerSpec Spec(int layer) => Architecture.Layers[layer].Spec;

    /// <summary>What a layer takes.</summary>
    public Blob InputOf(int layer, int input = 0) => _copies.GetValueOrDefault((layer, input)) ?? _outputs[Architecture.Layers[layer].Inputs[input]]!;

    /// <summary>A new blob for what a layer gives.</summary>
    /// <param name="trained">Something trained lies before it.</param>
    /// <param name="rectified">A ReLU is part of the layer that makes it.</param>
    public Blob OutputOf(int layer, bool trained, bool rectified = false) => NewBlob(layer + 1, trained, rectified);

    /// <summary>The compressed places of a tensor's elements, -1 where pruned.</summary>
    public int[] Places(LayerTensor tensor) => _weights.Places(tensor);

    public Blob Add(Blob blob)
    {
        Blobs.Add(blob);
        return blob;
    }

    public void Add(Func<ISparseLayer> layer) => _layers.Add(layer);

    /// <summary>Says that a later layer's work is done by what was added already.</summary>
    public void TakeOver(int layer, Blob output) => Put(layer + 1, output);

    private void Put(int output, Blob blob)
    {
        _outputs[output] = blob;
        if (Architecture.Takers[output].Length < 2) return;
        var copies = new List<Blob>();
        foreach (var taker in Architecture.Takers[output].Distinct())
        {
            foreach (var (input, number) in Architecture.Layers[taker].Inputs.Index())
            {
                if (number != output) continue;
                var copy = new Blob(blob.Height, blob.Width, _structure.Kinds[output], _structure.NeededBy[taker][input]) { HasPulls = blob.HasPulls };
                copies.Add(_copies[(taker, input)] = Add(copy));
            }
        }
        Add(() => new ForkLayer(blob, [.. copies]));
    }

    private Blob NewBlob(int output, bool trained, bool rectified = false)
    {
        var shape = output == 0 ? Architecture.InputShape : Architecture.Layers[output - 1].OutputShape;
        var (height, width) = shape.Length == 3 ? (shape[1], shape[2]) : (1, 1);
        return Add(new Blob(height, width, _structure.Kinds[output], _structure.Needed[output]) { Rectified = rectified, HasPulls = trained });
    }
}
