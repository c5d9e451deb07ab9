using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>
/// A candidate on the test split: every replicate's ticket, at the thresholds that validation chose. The logits of validation and test
/// are stored before the result refers to them, so that candidates can be compared sample by sample later.
/// </summary>
internal static class TestRun
{
    /// <exception cref="NonFiniteException">A ticket gives a logit that is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before its scores were stored.</exception>
    public static TestFinished Run(RunInputs inputs, IEngines engines, SessionClock clock, CancellationToken stop)
    {
        var order = inputs.Order;
        var runs = ImmutableArray.CreateBuilder<RunScores>(order.Tickets.Length);
        foreach (var (replicate, reference) in order.Tickets.Index())
        {
            var ticket = inputs.ReadTicket(reference, order.Path, replicate);
            using var engine = engines.Open(inputs.Architecture, ticket.Mask, order.Spec.Train, default, order.MicroBatch);
            engine.Load(ticket.Trained);
            runs.Add(new RunScores(Logits(Split.Validation), Logits(Split.Test), ticket.Info.Thresholds));

            float[] Logits(Split split) => EvaluationPass.Logits(engine, inputs.Data, split, () => clock.Beat(0, 0), stop);
        }
        clock.Beat(0, 0);
        byte[] Labels(Split split) => inputs.Data.Labels(split).ToArray();
        var scores = new CandidateScores(order.Work.Candidate, Labels(Split.Validation), Labels(Split.Test), runs.DrainToImmutable());
        var result = Bootstrap.Evaluate(
            [.. scores.Runs.Select(run => run.Test)], scores.TestLabels, [.. scores.Runs.Select(run => run.Thresholds)], inputs.Seed);
        clock.Beat(0, 0);
        stop.ThrowIfCancellationRequested();
        return new TestFinished(result with { Scores = inputs.Store.Write(ScoresFile.Write(scores, order.TrainingHash, order.Path), step: 0) });
    }
}
