using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionFailureTests() : SessionFailureTests(EngineKind.Torch);

public sealed class SparseSessionFailureTests() : SessionFailureTests(EngineKind.Sparse);

/// <summary>How a session says what went wrong, whatever its engine.</summary>
public abstract class SessionFailureTests(EngineKind engine)
{
    [Fact]
    public void A_damaged_parent_ticket_is_reported_with_its_reference()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        sessions.Damage(root.Ticket);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(Path(StepOf(0.5, 1, RewindPoint.ToEpoch(0))), root, root.Ticket)));
        Assert.Equal((FailureKind.CheckpointDamaged, root.Ticket), (failed.Kind, failed.Damaged));
    }

    [Fact]
    public void A_sample_that_is_not_a_number_fails_as_input_and_names_epoch_and_batch()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        sessions.Data.Poison(17, float.NaN);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root)));
        Assert.Equal(FailureKind.Input, failed.Kind);
        Assert.Matches(@"^training does not converge: a logit is NaN in batch \d+ of epoch 1", failed.Reason);
        Assert.Equal(failed, sessions.Run(sessions.Order(CandidatePath.Root)));
    }

    [Fact]
    public void Other_data_than_the_search_began_with_are_the_machines_failure()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root) with { DataFingerprint = "other" }));
        Assert.Equal(FailureKind.Environment, failed.Kind);
        Assert.Contains("are not those the search began with", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_the_machines_failure()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root), store: new FullStore()));
        Assert.Equal((FailureKind.Environment, "No space left on device"), (failed.Kind, failed.Reason));
    }

    [Fact]
    public void Where_the_scores_cannot_be_stored_the_test_is_tried_again()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var order = sessions.Order(CandidatePath.Root);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(
            order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [root.Ticket] }, store: new FullStore(sessions.Store)));
        Assert.Equal(FailureKind.Environment, failed.Kind);
    }

    /// <param name="reads">What can still be read.</param>
    private sealed class FullStore(ICheckpointStore? reads = null) : ICheckpointStore
    {
        public void Write(string sha256, Stream content, CancellationToken cancel = default) => throw new IOException("No space left on device");
        public Stream Open(CheckpointRef reference, CancellationToken cancel = default) =>
            reads?.Open(reference, cancel) ?? throw new IOException("No space left on device");
        public StoreEntry? Find(string sha256, CancellationToken cancel = default) => null;
        public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default) => [];
        public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null) { }
    }
}
