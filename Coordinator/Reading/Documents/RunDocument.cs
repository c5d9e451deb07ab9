using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>One run of a candidate.</summary>
/// <param name="Status">`waiting`, `leased` or `completed`.</param>
/// <param name="Slot">Where it is in training, as far as is known at the moment.</param>
/// <param name="Curve">Of the result; of a run in training the epochs that trainers have reported to this coordinator.</param>
/// <param name="Validation">By the names of candidates.csv.</param>
/// <param name="Engine">
/// The engine that trained it, `torch` or `sparse`; of a run in training the one that trains it, once its trainer has reported it; null before, and in
/// results from before there was a choice.
/// </param>
public sealed record RunDocument(
    int Replicate, string Status, int Attempts, int Failures, string? LastFailure, DateTimeOffset? RetryAt, string? Slot, int? Epoch, int? LastEpoch,
    TicketDocument? Ticket, int? EpochsTrained, int? KeptEpoch, bool? Dead, int? MicroBatch, long? WeightsLeft, long? WeightsTotal, double? TrainSeconds,
    IReadOnlyDictionary<string, double?>? Validation, IReadOnlyDictionary<string, double?>? Test, IReadOnlyList<TensorDocument> Tensors,
    IReadOnlyList<CurvePoint> Curve, string? Engine = null)
{
    /// <param name="slot">The slot that trains it; null when it is not in training, or that is not known.</param>
    internal static RunDocument Of(CandidateState candidate, RunState run, int replicate, SlotView? slot)
    {
        var result = run.Result;
        IEnumerable<EpochPoint> curve = result is not null ? result.Curve : slot is not null ? slot.Curve : [];
        return new(
            replicate, run.Status.ToString().ToLowerInvariant(), run.Attempts, Math.Max(run.Failures, run.InputFailures.Length), run.LastFailure, run.RetryAt,
            slot?.Slot.ToString(), slot?.Epoch, slot?.LastEpoch,
            result is null ? null : new TicketDocument(result.Ticket.Sha256, result.Ticket.Bytes, run.TicketStored),
            result?.EpochsTrained, result?.KeptEpoch, result?.Dead, result?.MicroBatch, result?.WeightsLeft, result?.WeightsTotal, run.Timings?.TrainSeconds,
            result is null ? null : MetricDocument.Of(result.Validation), candidate.Test is { } test ? MetricDocument.Of(test.Runs[replicate]) : null,
            result is null ? [] : [.. result.Tensors.Select(tensor => new TensorDocument(tensor.Name, tensor.Left, tensor.Total))],
            [.. curve.Select(CurvePoint.Of)], (result is null ? slot?.Engine : result.Engine)?.Name());
    }
}

/// <summary>A ticket's file: SHA-256, bytes, and whether it is still stored.</summary>
public sealed record TicketDocument(string Sha256, long Bytes, bool Stored);

/// <summary>What is left of one prunable tensor.</summary>
public sealed record TensorDocument(string Name, long Left, long Total);

/// <summary>One epoch; validation figures at the search's operating point. A loss that diverged is null.</summary>
public sealed record CurvePoint(int Epoch, double? TrainLoss, double? ValidationAuc, int Fn, int Fp)
{
    internal static CurvePoint Of(EpochPoint point) => new(
        point.Epoch, Summary.Finite(point.TrainLoss), Summary.Finite(point.ValidationAuc), point.FalseNegatives, point.FalsePositives);
}
