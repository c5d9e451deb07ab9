using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// The sparse engine: trains the weights that are left, on the CPU. A batch is taken in parts of at most 64 samples, whose activations lie with the
/// samples innermost, so that every weight meets a run of memory. With a micro-batch the parts share one workspace and are computed
/// twice, first for the loss of the whole batch.
/// </summary>
internal sealed unsafe class SparseEngine : INetworkEngine
{
    /// <summary>Part of the numerics: goes up with every change that gives other bits. The vector level gives none.</summary>
    public const int Version = 2;

    private const int LargestPart = 64;
    private readonly Arena _arena;
    private readonly CompressedWeights _weights;
    private readonly NetworkPlan _plan;
    private readonly ISparseLayer[] _layers;

    /// <summary>The units that are the same for every sample.</summary>
    private readonly Workspace _once;
    private readonly Workspace?[] _parts;
    private readonly bool _oneWorkspace;
    private readonly BatchLoss _loss;
    private readonly float* _inputs;
    private readonly int* _inputPlaces;
    private readonly int _partSamples, _sampleSize;

    /// <summary>An engine with weights and optimizer state of 0.</summary>
    /// <param name="microBatch">Most samples to compute at once; null = 64.</param>
    /// <param name="memory">Null = that of the C library.</param>
    public SparseEngine(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, IMemory? memory = null)
    {
        _arena = new Arena(memory ?? new AlignedMemory());
        try
        {
            _loss = new BatchLoss(loss, train.BatchSize);
            var most = Math.Min(microBatch ?? LargestPart, LargestPart);
            var count = (train.BatchSize + most - 1) / most;
            _partSamples = (train.BatchSize + count - 1) / count;
            EvaluationBatch = (_partSamples + 15) / 16 * 16;
            _weights = new CompressedWeights(_arena, new FlatLayout(architecture), mask, train);
            _plan = new NetworkPlan(_arena, architecture, mask, _weights, EvaluationBatch);
            _layers = _plan.Layers();
            (_parts, _oneWorkspace) = (new Workspace?[count], microBatch is not null);

            var input = _plan.Input;
            var positions = input.Height * input.Width;
            _sampleSize = input.Units * positions;
            _inputPlaces = _arena.Ints(
            [
                .. Enumerable.Range(0, _sampleSize).Select(i => input.IsLive(i / positions)
                    ? checked(input.Value(i / positions, i % positions / input.Width, i % input.Width) * EvaluationBatch) : -1),
            ]);
            _once = Open(1, null);
            _inputs = _arena.Floats((long)_sampleSize * Math.Max(train.BatchSize, EvaluationBatch));
        }
        catch
        {
            _arena.Dispose(); // where there was no room for all
            throw;
        }
    }

    /// <inheritdoc/>
    public EngineKind Kind => EngineKind.Sparse;

    /// <inheritdoc/>
    public long Steps => _weights.Steps;

    /// <inheritdoc/>
    public int EvaluationBatch { get; }

    /// <inheritdoc/>
    public void Load(float[] weights) => _weights.Load(weights);

    /// <inheritdoc/>
    public float[] Copy(float[]? into = null) => _weights.Copy(into);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, float[]> SaveOptimizer() => _weights.SaveState();

    /// <inheritdoc/>
    public void RestoreOptimizer(IReadOnlyDictionary<string, float[]> state, long steps) => _weights.RestoreState(state, steps);

    /// <inheritdoc/>
    public Span<float> TrainingInputs(int samples) => new(_inputs, checked(samples * _sampleSize));

    /// <inheritdoc/>
    public double Train(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout)
    {
        var loss = Gradients(labels, dropout);
        _weights.Step(rate);
        return loss;
    }

    /// <inheritdoc/>
    public double GradientNorm() => _weights.GradientNorm();

    /// <inheritdoc/>
    public Span<float> EvaluationInputs(int samples) => TrainingInputs(samples);

    /// <inheritdoc/>
    public void Evaluate(Span<float> logits)
    {
        Forward(_once);
        var part = Part(0);
        Forward(part, 0, logits.Length, null);
        for (var i = 0; i < logits.Length; i++) logits[i] = Logit(part, i);
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    /// <inheritdoc/>
    public double Gradients(ReadOnlySpan<byte> labels, DropoutStream? dropout)
    {
        var samples = labels.Length;
        Forward(_once);
        for (var from = 0; from < samples; from += _partSamples)
        {
            var part = Part(from);
            Forward(part, from, Math.Min(_partSamples, samples - from), dropout);
            for (var i = 0; i < part.Samples; i++) _loss.Take(from + i, Logit(part, i));
        }

        var loss = _loss.Compute(labels);
        _weights.ClearGradients();
        _once.ClearPulls();
        for (var from = 0; from < samples; from += _partSamples)
        {
            var part = Part(from);
            if (part.FirstSample != from) Forward(part, from, Math.Min(_partSamples, samples - from), dropout);
            Pull(part, _loss.Gradient(from, part.Samples));
            Backward(part);
        }
        Backward(_once);
        return loss;
    }

    /// <inheritdoc/>
    public float[] GradientCopy(float[]? into = null) => _weights.CopyGradients(into);

    /// <summary>The workspace of the part that a sample begins; made when first needed, since a split may be smaller than the batch size.</summary>
    private Workspace Part(int from) => _parts[_oneWorkspace ? 0 : from / _partSamples] ??= Open(EvaluationBatch, _once);

    private Workspace Open(int lanes, Workspace? once)
    {
        var work = new Workspace(_arena, _plan.Blobs, lanes, once);
        foreach (var layer in _layers) layer.Open(work);
        return work;
    }

    private void Forward(Workspace part, int from, int samples, DropoutStream? dropout)
    {
        (part.FirstSample, part.Samples, part.Dropout) = (from, samples, dropout);
        Transpose.Run(_inputs + (long)from * _sampleSize, samples, _sampleSize, part.Values(_plan.Input), _inputPlaces, part.Lanes);
        Forward(part);
    }

    private void Forward(Workspace work)
    {
        foreach (var layer in _layers) layer.Forward(work, _weights);
    }

    private void Backward(Workspace work)
    {
        for (var i = _layers.Length - 1; i >= 0; i--) _layers[i].Backward(work, _weights);
    }

    /// <summary>The logit of a sample of a part.</summary>
    private float Logit(Workspace part, int sample) => _plan.Output switch
    {
        { LiveCount: 1 } output => part.Values(output)[sample],
        { ConstantCount: 1 } output => _once.Values(output)[0],
        _ => 0,
    };

    /// <summary>Puts the gradients of the logits of a part where the last layer reads them.</summary>
    private void Pull(Workspace part, ReadOnlySpan<double> gradients)
    {
        var output = _plan.Output;
        if (output.LiveCount == 1)
        {
            for (var lane = 0; lane < part.Lanes; lane++) part.Pulls(output)[lane] = lane < gradients.Length ? (float)gradients[lane] : 0;
        }
        else if (output.ConstantCount == 1)
        {
            foreach (var gradient in gradients) _once.Pulls(output)[0] += (float)gradient;
        }
    }
}
