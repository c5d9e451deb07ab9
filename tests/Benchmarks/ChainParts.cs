using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.Benchmarks;

/// <summary>What a level of a chain, or the chain, should take: its parts measured one by one, in seconds of processor time.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="Filling">Filling of training batches.</param>
/// <param name="Evaluation">Evaluations of the validation split, filling included.</param>
/// <param name="Keeping">Copies of the weights, one an epoch (fewer are kept), and the norm of the gradient.</param>
/// <param name="Opening">Making the engine: plan, buffers, first weights.</param>
internal sealed record ChainParts(double Steps, double Filling, double Evaluation, double Keeping, double Opening)
{
    public double All => Steps + Filling + Evaluation + Keeping + Opening;

    public static ChainParts Sum(IEnumerable<ChainParts> parts) => parts.Aggregate((a, b) => new(
        a.Steps + b.Steps, a.Filling + b.Filling, a.Evaluation + b.Evaluation, a.Keeping + b.Keeping, a.Opening + b.Opening));

    public static ChainParts Measure(Network network, NetworkMask mask, TrainSpec train, IDataset data, int epochs, Options options)
    {
        using var subject = new Subject(network, mask, train.Engine, train);
        var samples = data.Labels(Split.Train).Length;
        var batches = epochs * ((samples + network.Batch - 1) / network.Batch);
        var order = Enumerable.Range(0, network.Batch).Select(i => i * 31 % samples).ToArray();
        return new(
            batches * Median(() => 1 / subject.Measure(TimeSpan.FromSeconds(options.RoundSeconds)).Processor),
            batches * Median(() => Once(() => subject.Fill(data, order), 100)),
            epochs * Median(() => Once(() => subject.Evaluate(data), 5)),
            epochs * Median(() => Once(subject.Keep, 5)),
            Median(() => Once(() => new Subject(network, mask, train.Engine, train).Dispose(), 1)));

        double Median(Func<double> measure)
        {
            measure();
            return Enumerable.Range(0, options.Rounds).Select(_ => measure()).Order().ElementAt(options.Rounds / 2);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"steps {Steps:F2} s, filling {Filling:F2} s, evaluation {Evaluation:F2} s, keeping {Keeping:F2} s, opening {Opening:F2} s");

    private static double Once(Action action, int times)
    {
        var began = ThreadClock.Now;
        for (var i = 0; i < times; i++) action();
        return (ThreadClock.Now - began) / times;
    }
}
