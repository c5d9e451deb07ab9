using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// The sparse engine: trains the weights that are left, on the CPU. A batch is taken in parts of at most 64 samples, whose activations lie with the
/// samples innermost, so that every weight meets a run of memory. With a micro-batch the parts share one workspace and are computed
/// twice, first for the loss of the whole batch.
/// </summary>
public sealed unsafe class SparseEngine : INetworkEngine
{
    /// <summary>Part of the numerics: goes up with every change that gives other bits. The vector level gives none.</summary>
    public const int Version = 2;

    private const int LargestPart = 64;
    private readonly Arena _arena;
    private readonly CompressedWeights _weights;
    private readonly SparseNetwork _network;
    private readonly Workspace?[] _parts;
    private readonly bool _oneWorkspace;
    private readonly LossSettings _loss;
    private readonly float* _inputs;
    private readonly int _partSamples, _sampleSize;
    private readonly double[] _logits, _gradient;

    public SparseEngine(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch)
        : this(architecture, mask, train, loss, microBatch, AlignedMemory.Shared) { }

    internal SparseEngine(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, IMemory memory)
    {
        _arena = new Arena(memory);
        try
        {
            _loss = loss;
            var most = Math.Min(microBatch ?? LargestPart, LargestPart);
            var count = (train.BatchSize + most - 1) / most;
            _partSamples = (train.BatchSize + count - 1) / count;
            _weights = new CompressedWeights(_arena, new FlatLayout(architecture), mask, train);
            _network = new SparseNetwork(_arena, architecture, mask, _weights, (_partSamples + 15) / 16 * 16);
            (_parts, _oneWorkspace) = (new Workspace?[count], microBatch is not null);

            _sampleSize = architecture.InputShape.Aggregate(1, (a, b) => a * b);
            EvaluationBatch = _network.Lanes;
            _inputs = _arena.Floats((long)_sampleSize * Math.Max(train.BatchSize, EvaluationBatch));
            (_logits, _gradient) = (new double[train.BatchSize], new double[train.BatchSize]);
        }
        catch
        {
            _arena.Dispose(); // where there was no room for all
            throw;
        }
    }

    public EngineKind Kind => EngineKind.Sparse;
    public long Steps => _weights.Steps;
    public int EvaluationBatch { get; }

    public void Load(float[] weights) => _weights.Load(weights);
    public float[] Copy(float[]? into = null) => _weights.Copy(into);
    public IReadOnlyDictionary<string, float[]> SaveOptimizer() => _weights.SaveState();
    public void RestoreOptimizer(IReadOnlyDictionary<string, float[]> state, long steps) => _weights.RestoreState(state, steps);

    public Span<float> TrainingInputs(int samples) => new(_inputs, checked(samples * _sampleSize));

    public double Train(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout)
    {
        var loss = Gradients(labels, dropout);
        _weights.Step(rate);
        return loss;
    }

    public double GradientNorm() => _weights.GradientNorm();

    public Span<float> EvaluationInputs(int samples) => TrainingInputs(samples);

    public void Evaluate(Span<float> logits)
    {
        _network.Forward(_network.Once);
        var part = Part(0);
        Forward(part, 0, logits.Length, null);
        for (var i = 0; i < logits.Length; i++) logits[i] = _network.Logit(part, i);
    }

    public void Dispose() => _arena.Dispose();

    public double Gradients(ReadOnlySpan<byte> labels, DropoutStream? dropout)
    {
        var samples = labels.Length;
        _network.Forward(_network.Once);
        for (var from = 0; from < samples; from += _partSamples)
        {
            var part = Part(from);
            Forward(part, from, Math.Min(_partSamples, samples - from), dropout);
            for (var i = 0; i < part.Samples; i++)
            {
                var logit = _network.Logit(part, i);
                _logits[from + i] = float.IsFinite(logit) ? logit : throw new NonFiniteException($"a logit is {logit}");
            }
        }

        var loss = Losses.Compute(_logits.AsSpan(0, samples), labels, _loss, _gradient.AsSpan(0, samples));
        if (!double.IsFinite(loss)) throw new NonFiniteException($"the loss is {loss}");

        _weights.ClearGradients();
        _network.Once.ClearPulls();
        for (var from = 0; from < samples; from += _partSamples)
        {
            var part = Part(from);
            if (part.FirstSample != from) Forward(part, from, Math.Min(_partSamples, samples - from), dropout);
            _network.Pull(part, _gradient.AsSpan(from, part.Samples));
            _network.Backward(part);
        }
        _network.Backward(_network.Once);
        return loss;
    }

    public float[] GradientCopy(float[]? into = null) => _weights.CopyGradients(into);

    /// <summary>The workspace of the part that a sample begins; made when first needed, since a split may be smaller than the batch size.</summary>
    private Workspace Part(int from) => _parts[_oneWorkspace ? 0 : from / _partSamples] ??= _network.Open();

    private void Forward(Workspace part, int from, int samples, DropoutStream? dropout)
    {
        (part.FirstSample, part.Samples, part.Dropout) = (from, samples, dropout);
        _network.Load(part, _inputs + (long)from * _sampleSize);
        _network.Forward(part);
    }
}
