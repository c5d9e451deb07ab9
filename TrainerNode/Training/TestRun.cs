using ActorSearch.Search;
using ActorSearch.Search.Metrics;
using ActorSearch.TrainerNode.Data;
using TorchSharp;

namespace ActorSearch.TrainerNode.Training;

/// <summary>A candidate on the test split: every replicate's ticket, at the thresholds that validation chose.</summary>
internal static class TestRun
{
    /// <exception cref="NonFiniteException">A ticket gives a logit that is not finite.</exception>
    public static TestFinished Run(RunInputs inputs, torch.Device device, SessionClock clock)
    {
        var logits = new List<float[]>();
        var thresholds = new List<Thresholds>();
        foreach (var (replicate, reference) in inputs.Order.Tickets.Index())
        {
            var ticket = inputs.ReadTicket(reference, inputs.Order.Path, replicate);
            using var engine = Engines.Open(inputs.Architecture, ticket.Mask, inputs.Order.Spec.Train, default, inputs.Order.MicroBatch, device);
            engine.Load(ticket.Trained);
            logits.Add(EvaluationPass.Logits(engine, inputs.Data, Split.Test, () => clock.Beat(0, 0)));
            thresholds.Add(ticket.Info.Thresholds);
        }
        clock.Beat(0, 0);
        return new TestFinished(Bootstrap.Evaluate(logits, inputs.Data.Labels(Split.Test).ToArray(), thresholds, inputs.Seed));
    }
}
