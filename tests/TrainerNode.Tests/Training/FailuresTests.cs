using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Runs;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class FailuresTests
{
    [Fact]
    public void What_goes_into_the_journal_carries_no_content_of_files() =>
        Assert.Equal("x.csv: a word", Failures.Of(new BadInputException("x.csv: 'hunter2'") { WithoutContent = "x.csv: a word" }).Reason);

    private static readonly CheckpointRef Reference = new(new string('a', 64), 1, 1);

#pragma warning disable CA2201 // these are the types that the runtime and TorchSharp throw
    public static TheoryData<Exception, FailureKind> Kinds => new()
    {
        { new ExternalException("CUDA out of memory. Tried to allocate 2 GiB\nstack"), FailureKind.DeviceMemory },
        { new ExternalException("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"), FailureKind.DeviceMemory },
        { new ExternalException("std::bad_alloc"), FailureKind.DeviceMemory },
        { new ExternalException("CUDA error: an illegal memory access was encountered"), FailureKind.Environment },
        { new ExternalException("mat1 and mat2 shapes cannot be multiplied"), FailureKind.Input },
        { new IOException("No space left on device"), FailureKind.Environment },
        { new UnauthorizedAccessException("denied"), FailureKind.Environment },
        { new OutOfMemoryException(), FailureKind.Environment },
        { new DeviceMemoryException("out of memory: 64 bytes for the sparse engine", new OutOfMemoryException()), FailureKind.DeviceMemory },
        { new CheckpointDamagedException(Reference, "cut"), FailureKind.CheckpointDamaged },
        { new BadInputException("data: no such file"), FailureKind.Input },
        { new NonFiniteException("the loss is NaN"), FailureKind.Input },
        { new InvalidDataException("damaged image"), FailureKind.Input },
        { new InvalidOperationException("a fault"), FailureKind.Input },
    };
#pragma warning restore CA2201

    [Theory, MemberData(nameof(Kinds))]
    public void Every_exception_has_its_kind_and_one_line(Exception exception, FailureKind kind)
    {
        var failed = Failures.Of(exception);
        Assert.Equal(kind, failed.Kind);
        Assert.DoesNotContain('\n', failed.Reason);
        Assert.Equal(kind == FailureKind.CheckpointDamaged ? Reference : null, failed.Damaged);
    }

    [Fact]
    public void A_session_stops_while_its_data_are_still_loading_and_beats_meanwhile()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        using var stop = new CancellationTokenSource();
        using var loaded = new ManualResetEventSlim();
        var observer = new RecordingObserver();
        var session = new TrainingSession(sessions.Store, _ =>
        {
            stop.Cancel();
            loaded.Wait(TestContext.Current.CancellationToken);
            return sessions.Data;
        }, new TorchEngines(ComputeDevice.Cpu));
        Assert.Null(Assert.IsType<WorkInterrupted>(session.Run(sessions.Order(CandidatePath.Root), observer, stop.Token)).Checkpoint);
        loaded.Set();
        Assert.True(observer.Beats > 0);
    }

    [Fact]
    public void Data_that_cannot_be_read_any_more_are_the_machines_failure_in_the_readers_words()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var session = new TrainingSession(
            sessions.Store, _ => throw new BadInputException("data.path: x.npz: not a zip file"), new TorchEngines(ComputeDevice.Cpu));
        Assert.Equal(
            new WorkFailed(FailureKind.Environment, "data.path: x.npz: not a zip file", null),
            session.Run(sessions.Order(CandidatePath.Root), new RecordingObserver(), CancellationToken.None));
    }

    /// <summary>A trainer may have another file at the path that the submitter named, whose content its journal must not carry to them.</summary>
    [Fact]
    public void The_reason_of_data_that_cannot_be_read_carries_no_content_of_them()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var session = new TrainingSession(
            sessions.Store,
            _ => throw new BadInputException("x.csv: 'hunter2' is no number") { WithoutContent = "x.csv: a field is no number" },
            new TorchEngines(ComputeDevice.Cpu));
        Assert.Equal(
            new WorkFailed(FailureKind.Environment, "x.csv: a field is no number", null),
            session.Run(sessions.Order(CandidatePath.Root), new RecordingObserver(), CancellationToken.None));
    }

    [Fact]
    public void A_device_that_this_machine_lacks_is_the_machines_failure()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var session = new TrainingSession(sessions.Store, _ => sessions.Data, new TorchEngines(ComputeDevice.Parse("cuda:1000000")));
        var outcome = session.Run(sessions.Order(CandidatePath.Root), new RecordingObserver(), CancellationToken.None);
        Assert.Equal(FailureKind.Environment, Assert.IsType<WorkFailed>(outcome).Kind);
    }

    [Fact]
    public void A_session_closes_the_data_it_opened_whatever_comes_of_it()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var root = sessions.Root();
        Assert.Equal(1, sessions.Data.Closed);
        sessions.Run(sessions.Order(CandidatePath.Root) with { DataFingerprint = "other" });
        Assert.Equal(2, sessions.Data.Closed);
        sessions.Run(sessions.Order(CandidatePath.Root) with { Work = WorkId.Test(CandidatePath.Root.Id(Sessions.TrainingHash)), Tickets = [root.Ticket] });
        Assert.Equal(3, sessions.Data.Closed);
    }

    [Fact]
    public void A_search_pinned_to_avx2_is_not_trained_by_a_process_that_began_wider()
    {
        if (TorchRuntime.Initialize(VectorLevel.Auto).Vector.StartsWith("avx2", StringComparison.Ordinal))
            Assert.Skip("this machine computes with AVX2 anyway");
        var spec = Sessions.SmallSpec();
        using var sessions = new Sessions(spec with { Resources = spec.Resources with { Vector = VectorLevel.Avx2 } }, Sessions.SmallData());
        Assert.Equal(FailureKind.Environment, Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root))).Kind);
    }
}
