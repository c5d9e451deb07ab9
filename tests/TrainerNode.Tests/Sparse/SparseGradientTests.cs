using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Tests.Checking;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Models;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Sparse;

public sealed class SparseGradientTests
{
    private const int Cases = 600;

    /// <summary>
    /// Loss, gradients and evaluation of 600 random networks, every kind of layer among them many times, against plain loops in double precision.
    /// </summary>
    [Fact]
    public void Gradients_are_those_of_plain_loops_over_the_masked_dense_network()
    {
        var seen = new Dictionary<string, int>();
        var failures = new List<string>();
        for (var number = 1; number <= Cases; number++)
        {
            var random = new RandomCase(number);
            foreach (var layer in random.Architecture.Layers) seen[layer.Kind.Name] = seen.GetValueOrDefault(layer.Kind.Name) + 1;
            using var sparse = new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss, number % 7 == 0 ? 1 + random.Batch / 3 : null);
            sparse.Load(random.Weights);
            random.Inputs.CopyTo(sparse.TrainingInputs(random.Batch));
            DropoutStream? dropout = number % 5 == 0 ? null : random.Dropout;
            if (dropout is null) sparse.Gradients(random.Labels, random.Dropout); // leaves its mask behind
            var loss = sparse.Gradients(random.Labels, dropout);
            var (expectedLoss, difference) = PlainNetwork.Compare(random, dropout, sparse.GradientCopy());
            var logits = new PlainNetwork(random.Layout, random.Weights).Logits(random.Inputs, null);
            if (Math.Abs(loss - expectedLoss) > 1e-5 * Math.Max(1, Math.Abs(expectedLoss)) || !(difference < 1e-4))
                failures.Add($"{number}: loss {loss} for {expectedLoss}, gradient off by {difference}: {random}");

            var count = Math.Min(random.Batch, sparse.EvaluationBatch);
            var evaluated = new float[count];
            random.Inputs.AsSpan(0, count * (random.Inputs.Length / random.Batch)).CopyTo(sparse.EvaluationInputs(count));
            sparse.Evaluate(evaluated);
            for (var i = 0; i < count; i++)
                if (!(Math.Abs(evaluated[i] - logits[i]) < 1e-5 * Math.Max(1, Math.Abs(logits[i]))))
                    failures.Add($"{number}: logit {evaluated[i]} for {logits[i]}: {random}");
        }
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n{string.Join('\n', failures.Take(5))}");
        Assert.Equal(
            LayerKind.All.Where(kind => kind.GetType().Assembly == typeof(LayerKind).Assembly).Select(kind => kind.Name),
            seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(seen, layer => Assert.True(layer.Value > 50, $"{layer.Key}: {layer.Value}"));
    }

    [Fact]
    public void Gradients_are_the_slopes_of_the_loss()
    {
        var checkedWeights = 0;
        for (var number = 1; number <= 40; number++)
        {
            var random = new RandomCase(number);
            // The choice of the hardest negatives has corners of its own; LossesTests holds that term's slopes.
            using var engine = new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss with { PartialAucWeight = 0 }, null);
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            double LossAt(float[] weights)
            {
                engine.Load(weights);
                return engine.Gradients(random.Labels, random.Dropout);
            }
            LossAt(random.Weights);
            var gradient = engine.GradientCopy();
            var steepest = Array.IndexOf(gradient, gradient.MaxBy(Math.Abs));
            var slope = Enumerable.Range(0, 3).Select(i =>
            {
                // A kink (ReLU, pooling) may lie in the way: the best of three distances counts.
                var step = 3e-3f / (1 << 2 * i);
                var (up, down) = ((float[])random.Weights.Clone(), (float[])random.Weights.Clone());
                (up[steepest], down[steepest]) = (up[steepest] + step, down[steepest] - step);
                return (LossAt(up) - LossAt(down)) / ((double)up[steepest] - down[steepest]);
            }).MinBy(s => Math.Abs(s - gradient[steepest]));
            if (gradient[steepest] == 0) continue;
            Assert.True(
                Math.Abs(slope - gradient[steepest]) < 0.02 * Math.Abs(gradient[steepest]),
                $"{number}: slope {slope}, gradient {gradient[steepest]}: {random}");
            checkedWeights++;
        }
        Assert.True(checkedWeights > 30);
    }
}
