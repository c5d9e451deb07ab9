using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>The dense engine: libtorch computes the whole network, and a mask keeps pruned weights at 0.</summary>
public sealed class TorchEngine : INetworkEngine
{
    private readonly TorchNetwork _network;
    private readonly NetworkOptimizer _optimizer;
    private readonly TrainingStep _step;
    private readonly Tensor _evaluationInputs;
    private readonly int _sampleSize;

    public TorchEngine(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, Device device)
    {
        _network = new TorchNetwork(architecture, device);
        _optimizer = new NetworkOptimizer(_network, mask, train);
        _step = new TrainingStep(_network, _optimizer, loss, train.BatchSize, microBatch);
        EvaluationBatch = Math.Min(EvaluationPass.BatchSize, microBatch ?? EvaluationPass.BatchSize);
        _sampleSize = architecture.InputShape.Aggregate(1, (a, b) => a * b);
        using var scope = NewDisposeScope();
        _evaluationInputs = TrainingStep.HostBuffer([EvaluationBatch, .. architecture.InputShape.Select(n => (long)n)], device);
    }

    public EngineKind Kind => EngineKind.Torch;
    public long Steps => _optimizer.Steps;
    public int EvaluationBatch { get; }

    public void Load(float[] weights) => _network.Load(weights);
    public float[] Copy(float[]? into = null) => _network.Copy(into);
    public IReadOnlyDictionary<string, float[]> SaveOptimizer() => _optimizer.Save();
    public void RestoreOptimizer(IReadOnlyDictionary<string, float[]> state, long steps) => _optimizer.Restore(state, steps);

    public Span<float> TrainingInputs(int samples) => _step.Inputs(samples);
    public double Train(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout) => _step.Run(labels, rate, dropout);
    public double Gradients(ReadOnlySpan<byte> labels, DropoutStream? dropout) => _step.Gradients(labels, dropout);

    public float[] GradientCopy(float[]? into = null)
    {
        _optimizer.Gradients.Gather();
        return TorchNetwork.CopyOf(_network.Gradients, into);
    }

    public double GradientNorm() => _optimizer.GradientNorm();

    public Span<float> EvaluationInputs(int samples) => TrainingStep.Floats(_evaluationInputs)[..(samples * _sampleSize)];

    public void Evaluate(Span<float> logits)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var count = logits.Length;
        var input = (count == EvaluationBatch ? _evaluationInputs : _evaluationInputs.narrow(0, 0, count)).to(_network.Device);
        TrainingStep.Floats(_network.Forward(input, null).cpu())[..count].CopyTo(logits);
    }

    public void Dispose()
    {
        _evaluationInputs.Dispose();
        _step.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }
}
