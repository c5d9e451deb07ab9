using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>A network that computes with the weights that are left: its layers, and workspaces for parts of a batch.</summary>
internal sealed unsafe class SparseNetwork
{
    private readonly Arena _arena;
    private readonly CompressedWeights _weights;
    private readonly NetworkPlan _plan;
    private readonly ISparseLayer[] _layers;
    private readonly int* _inputPlaces;
    private readonly int _inputSize;

    /// <param name="lanes">Samples of a part, a multiple of 16.</param>
    public SparseNetwork(Arena arena, Architecture architecture, NetworkMask mask, CompressedWeights weights, int lanes)
    {
        (_arena, _weights, Lanes) = (arena, weights, lanes);
        _plan = new NetworkPlan(arena, architecture, mask, weights, lanes);
        _layers = _plan.Layers();
        var input = _plan.Input;
        var positions = input.Height * input.Width;
        _inputSize = input.Units * positions;
        _inputPlaces = arena.Ints(
        [
            .. Enumerable.Range(0, _inputSize).Select(i => input.IsLive(i / positions)
                ? checked(input.Value(i / positions, i % positions / input.Width, i % input.Width) * lanes) : -1),
        ]);
        Once = Open(1, null);
    }

    public int Lanes { get; }

    /// <summary>The units that are the same for every sample.</summary>
    public Workspace Once { get; }

    /// <summary>Room for a part.</summary>
    public Workspace Open() => Open(Lanes, Once);

    /// <param name="samples">[work.Samples, sample size]</param>
    public void Load(Workspace work, float* samples) => Transpose.Run(samples, work.Samples, _inputSize, work.Values(_plan.Input), _inputPlaces, Lanes);

    public void Forward(Workspace work)
    {
        foreach (var layer in _layers) layer.Forward(work, _weights);
    }

    public void Backward(Workspace work)
    {
        for (var i = _layers.Length - 1; i >= 0; i--) _layers[i].Backward(work, _weights);
    }

    /// <summary>The logit of a sample of a part.</summary>
    public float Logit(Workspace work, int sample) => _plan.Output switch
    {
        { LiveCount: 1 } output => work.Values(output)[sample],
        { ConstantCount: 1 } output => Once.Values(output)[0],
        _ => 0,
    };

    /// <summary>Puts the gradients of the logits of a part where the last layer reads them.</summary>
    public void Pull(Workspace work, ReadOnlySpan<double> gradients)
    {
        var output = _plan.Output;
        if (output.LiveCount == 1)
        {
            for (var lane = 0; lane < Lanes; lane++) work.Pulls(output)[lane] = lane < gradients.Length ? (float)gradients[lane] : 0;
        }
        else if (output.ConstantCount == 1)
        {
            foreach (var gradient in gradients) Once.Pulls(output)[0] += (float)gradient;
        }
    }

    private Workspace Open(int lanes, Workspace? once)
    {
        var work = new Workspace(_arena, _plan.Blobs, lanes, once);
        foreach (var layer in _layers) layer.Open(work);
        return work;
    }
}
