using System.Text;
using Akka.Actor;

namespace ActorSearch.Messages.Tests;

/// <summary>How far a budget rule trains a candidate is in records only where a rule stops candidates: those of other searches are what they were.</summary>
public sealed class EpochsTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("epochs", "akka.loglevel = ERROR");

    public void Dispose() => _system.Dispose();

    private string Json(object record) => Encoding.UTF8.GetString(RecordCodec.ForMessages((ExtendedActorSystem)_system).Write(record));

    private T Sample<T>(bool full) => (T)Samples.Of(typeof(T), full, _system.ActorOf(Props.Empty));

    [Fact]
    public void Candidates_and_results_of_a_search_without_stops_have_no_count_of_epochs()
    {
        var at = DateTimeOffset.UnixEpoch;
        Assert.Equal("""{"round":1,"candidates":["0.5,1,0"],"at":"1970-01-01T00:00:00+00:00"}""",
            Json(new CandidatesProposed(1, [CandidatePath.Root.Child(new Step(0.5, 1, RewindPoint.ToEpoch(0)))], at)));
        Assert.EndsWith("""},"at":"1970-01-01T00:00:00+00:00"}""", Json(Sample<RunCompleted>(true) with { At = at, Epochs = null }), StringComparison.Ordinal);
        var order = Sample<WorkOrder>(true) with { Epochs = null };
        Assert.Equal(
            Json(new StartTraining(0, order, ActorRefs.Nobody)).Replace("\"microBatch\":7}", "\"microBatch\":7,\"epochs\":5}", StringComparison.Ordinal),
            Json(new StartTraining(0, order with { Epochs = 5 }, ActorRefs.Nobody)));
        var finished = Sample<TrainingFinished>(true) with { Outcome = Sample<RunFinished>(true) with { Checkpoint = null } };
        Assert.DoesNotContain("\"checkpoint\"", Json(finished), StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_has_them_only_where_there_are_any()
    {
        var candidate = Sample<CandidateState>(true);
        var snapshot = Sample<SearchSnapshot>(false) with
        {
            Candidates = [candidate with { Epochs = null }, candidate with { Id = new CandidateId("b"), Epochs = null }],
        };
        Assert.DoesNotContain("\"epochs\"", Json(new PackedSnapshot(snapshot)), StringComparison.Ordinal);
        snapshot = snapshot with { Candidates = snapshot.Candidates.SetItem(1, snapshot.Candidates[1] with { Epochs = 3 }) };
        var bytes = RecordCodec.Journal.Write(new PackedSnapshot(snapshot));
        Assert.Equal([null, 3], ((PackedSnapshot)RecordCodec.Journal.Read("sk", bytes)).Snapshot.Candidates.Select(c => c.Epochs));
    }
}
