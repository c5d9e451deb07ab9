using ActorSearch.Messages.Codecs;
using ActorSearch.Search.Objectives;
using static ActorSearch.Messages.Codecs.Values;

namespace ActorSearch.Messages.Packing;

/// <summary>The records of a snapshot that there are many of. A change needs a new <see cref="PackedSnapshotJson.Version"/>.</summary>
internal static class PackedRecords
{
    private static Codec<RunState> Run { get; } = new RecordTable<RunState>()
        .Add(r => r.Status, Kind<RunStatus>()).Add(r => r.Attempts, Int)
        .Add(r => r.Checkpoints, ListOf<TrainingCheckpoint>(new RecordTable<TrainingCheckpoint>()
            .Add(c => c.Ref, Results.File).Add(c => c.Epoch, Int).Add(c => c.Batch, Int)))
        .Add(r => r.Result, Maybe(Results.Run))
        .Add(r => r.Timings, Maybe<RunTimings>(new RecordTable<RunTimings>()
            .Add(t => t.TrainSeconds, Real).Add(t => t.EvaluateSeconds, Real).Add(t => t.OtherSeconds, Real)))
        .Add(r => r.Failures, Int).Add(r => r.LastFailureKind, MaybeValue(Kind<FailureKind>())).Add(r => r.LastFailure, Maybe(Word))
        .Add(r => r.RetryAt, MaybeValue(Time)).Add(r => r.MicroBatch, MaybeValue(Int)).Add(r => r.TicketStored, Flag)
        .Add(r => r.CompletedAttempt, Int).Add(r => r.InputFailures, ListOf(Word));

    /// <summary>Version 3 had false negatives, weights left and the numerator of the AUC, the higher the better, without their number.</summary>
    private static Codec<ImmutableArray<long>> Costs { get; } = ListOf(Long) with
    {
        Unpack = from => from.Version == 3 ? [from.Number(), from.Number(), -from.Number()] : from.Each(Long.Unpack),
    };

    /// <summary>A candidate, but for the epochs that a budget rule lets it train.</summary>
    public static Codec<CandidateState> Candidate { get; } = new RecordTable<CandidateState>()
        .Add(c => c.Id, Id(Text)).Add(c => c.Path, new RecordTable<CandidatePath>().Add(p => p.Steps, ListOf(PathStep))).Add(c => c.Round, Int)
        .Add(c => c.Runs, ListOf(Run)).Add(c => c.Score, Maybe<Score>(new RecordTable<Score>().Add(s => s.Costs, Costs).Add(s => s.Feasible, Flag)))
        .Add(c => c.Abandoned, Maybe(Word)).Add(c => c.Test, Maybe(Results.Test)).Add(c => c.Index, Int).Add(c => c.Parent, MaybeValue(Id(Word)))
        .Add(c => c.TestWork, Maybe(Run)).Add(c => c.TestGivenUp, Maybe(Word));

    /// <summary>A file and the runs that refer to it.</summary>
    public static Codec<StoredFile> File { get; } = new RecordTable<StoredFile>()
        .Add(f => f.Sha256, Text)
        .Add(f => f.Users, ListOf<RunId>(new RecordTable<RunId>().Add(r => r.Candidate, Id(Text)).Add(r => r.Replicate, Int)))
        .Add(f => f.Stored, Flag);

    private static Codec<CandidateId> Id(Codec<string> text) => new RecordTable<CandidateId>().Add(id => id.Value, text);
}
