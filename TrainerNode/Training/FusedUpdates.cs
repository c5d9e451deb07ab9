using System.Numerics;
using System.Runtime.InteropServices;
using ActorSearch.Search.Exact;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Training;

/// <summary>
/// Optimiser steps in one pass over memory, on the CPU. Lengths are multiples of 16 floats. The operations of an element are the same
/// at every vector width and never contracted, so the bits do not depend on the machine. A weight whose mask is 0 becomes, and stays,
/// exactly 0 with all its state, whatever its gradient. An empty mask means that all are left.
/// </summary>
internal static class FusedUpdates
{
    /// <summary>One step of a specification's optimiser.</summary>
    /// <param name="steps">This step's number, from 1.</param>
    /// <param name="first">Momentum, or first moment.</param>
    /// <param name="second">Second moment; unused by SGD.</param>
    public static void Step(
        TrainSpec train, double rate, long steps, Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, ReadOnlySpan<float> mask)
    {
        if (train.Optimizer == OptimizerKind.Sgd)
        {
            Sgd(weights, gradients, first, mask, (float)rate, (float)train.Momentum, (float)train.WeightDecay, train.Nesterov);
            return;
        }
        var (stepRate, root) = BiasCorrection(train, rate, steps);
        var decoupled = train.Optimizer == OptimizerKind.AdamW;
        Adam(
            weights, gradients, first, second, mask, (float)stepRate, (float)root, (float)train.Beta1, (float)train.Beta2, (float)train.Epsilon,
            decoupled ? 0 : (float)train.WeightDecay, decoupled ? (float)(1 - rate * train.WeightDecay) : 1);
    }

    public static (double Rate, double Root) BiasCorrection(TrainSpec train, double rate, long steps) =>
        (rate / (1 - ExactMath.Pow(train.Beta1, steps)), Math.Sqrt(1 - ExactMath.Pow(train.Beta2, steps)));

    /// <summary>SGD as PyTorch's: g += decay w; m = momentum m + g; w -= rate (nesterov ? g + momentum m : m).</summary>
    public static void Sgd(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> velocity, ReadOnlySpan<float> mask, float rate, float momentum, float decay, bool nesterov)
    {
        var w = Vectors(weights);
        var g = Vectors(gradients);
        var m = Vectors(velocity);
        var k = Vectors(mask);
        for (var i = 0; i < w.Length; i++)
        {
            var step = g[i] + Vector<float>.Zero + w[i] * decay; // + 0 makes a 0 of -0, as adding to a cleared buffer did
            var moved = m[i] * momentum + step;
            var updated = w[i] - (nesterov ? step + moved * momentum : moved) * rate;
            m[i] = Masked(k, i, moved);
            w[i] = Masked(k, i, updated);
        }
    }

    /// <summary>Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as PyTorch's, with bias correction folded into <paramref name="rate"/> and <paramref name="root"/>.</summary>
    /// <param name="rate">Learning rate / (1 - beta1^t).</param>
    /// <param name="root">sqrt(1 - beta2^t).</param>
    /// <param name="decay">Added to the gradient (Adam).</param>
    /// <param name="shrink">Factor on the weights, 1 - learning rate x decay (AdamW), else 1.</param>
    public static void Adam(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, ReadOnlySpan<float> mask,
        float rate, float root, float beta1, float beta2, float epsilon, float decay, float shrink)
    {
        var w = Vectors(weights);
        var g = Vectors(gradients);
        var k = Vectors(mask);
        var m = Vectors(first);
        var v = Vectors(second);
        var (rest1, rest2) = (1 - beta1, 1 - beta2);
        for (var i = 0; i < w.Length; i++)
        {
            var step = g[i] + Vector<float>.Zero + w[i] * decay; // + 0 makes a 0 of -0, as adding to a cleared buffer did
            var mean = m[i] + (step - m[i]) * rest1;
            var square = v[i] * beta2 + step * step * rest2;
            var updated = w[i] * shrink - mean * rate / (Vector.SquareRoot(square) / new Vector<float>(root) + new Vector<float>(epsilon));
            m[i] = Masked(k, i, mean);
            v[i] = Masked(k, i, square);
            w[i] = Masked(k, i, updated);
        }
    }

    private static Vector<float> Masked(ReadOnlySpan<Vector<float>> mask, int i, Vector<float> value) =>
        mask.IsEmpty ? value : Vector.ConditionalSelect(Vector.Equals(mask[i], Vector<float>.Zero), Vector<float>.Zero, value);

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
    private static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
