using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>
/// What trains and evaluates one network under one mask: weights, optimizer and memory. Belongs to one thread. Weights (with the buffers of layers) and
/// optimizer state go in and out by the flat layout, 0 where pruned, so that files do not depend on the engine.
/// </summary>
public interface INetworkEngine : IDisposable
{
    /// <summary>Never <see cref="EngineKind.Auto"/>.</summary>
    EngineKind Kind { get; }

    /// <summary>Optimizer steps taken since its state was empty.</summary>
    long Steps { get; }

    /// <summary>Takes all weights.</summary>
    /// <param name="weights">By the layout.</param>
    void Load(float[] weights);

    /// <summary>A copy of the weights, by the layout.</summary>
    /// <param name="into">An earlier copy that is no longer needed, to be written over; null = a new array.</param>
    float[] Copy(float[]? into = null);

    /// <summary>The optimizer's state by name, each by the layout.</summary>
    IReadOnlyDictionary<string, float[]> SaveOptimizer();

    /// <summary>Takes what <see cref="SaveOptimizer"/> gave.</summary>
    /// <exception cref="InvalidDataException">A part of the state is missing: it is another optimizer's.</exception>
    void RestoreOptimizer(IReadOnlyDictionary<string, float[]> state, long steps);

    /// <summary>Where the next training batch's normalised samples go, one after another.</summary>
    Span<float> TrainingInputs(int samples);

    /// <summary>One optimizer step on what <see cref="TrainingInputs"/> holds.</summary>
    /// <param name="labels">One a sample; their number is the batch's size.</param>
    /// <returns>The batch's loss.</returns>
    /// <exception cref="NonFiniteException">A logit or the loss is not finite; the weights are as before.</exception>
    double Train(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout);

    /// <summary>The gradients of what <see cref="TrainingInputs"/> holds at the weights as they are; no step.</summary>
    /// <param name="labels">One a sample.</param>
    /// <param name="dropout">Null = none.</param>
    /// <returns>The batch's loss.</returns>
    /// <exception cref="NonFiniteException">A logit or the loss is not finite.</exception>
    double Gradients(ReadOnlySpan<byte> labels, DropoutStream? dropout);

    /// <summary>The gradients of the last batch, by the layout; what stands for a pruned weight means nothing.</summary>
    /// <param name="into">Is written over; null = a new array.</param>
    float[] GradientCopy(float[]? into = null);

    /// <summary>Euclidean norm of the last training batch's gradient over the weights that are left; 0 before the first. Changes nothing.</summary>
    double GradientNorm();

    /// <summary>Most samples to evaluate at once. The size changes the last bits, so it is fixed.</summary>
    int EvaluationBatch { get; }

    /// <summary>Where the samples to evaluate go, one after another.</summary>
    Span<float> EvaluationInputs(int samples);

    /// <summary>Logits of what <see cref="EvaluationInputs"/> holds, one for each element of <paramref name="logits"/>.</summary>
    void Evaluate(Span<float> logits);
}
