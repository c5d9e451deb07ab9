using System.Text;
using System.Text.Json.Nodes;
using ActorSearch.Search.Tests.Figures;

namespace ActorSearch.Messages.Tests;

/// <summary>No member of a result is lost or mixed up by a codec; one that comes later is found by reflection.</summary>
public sealed class ResultCodecTests
{
    private static readonly RunId Id = new(new CandidateId("0123456789abcdef"), 0);

    private static RunResult InJson(RunResult result) => Json(new RunCompleted(Id, 1, result, new(1, 2, 3), DateTimeOffset.UnixEpoch)).Result;

    private static Search.Runs.TestResult InJson(Search.Runs.TestResult result) =>
        Json(new TestEvaluated(Id.Candidate, 1, result, DateTimeOffset.UnixEpoch)).Result;

    private static T Json<T>(T record) where T : notnull => (T)RecordCodec.Journal.Read(RecordCodec.ManifestOf(record), RecordCodec.Journal.Write(record));

    private static CandidateState Packed(CandidateState candidate)
    {
        var snapshot = SearchSnapshot.Of(SearchState.Empty) with { Candidates = [candidate] };
        var record = new PackedSnapshot(snapshot);
        return ((PackedSnapshot)RecordCodec.Journal.Read(RecordCodec.ManifestOf(record), RecordCodec.Journal.Write(record))).Snapshot.Candidates[0];
    }

    private static RunResult Packed(RunResult result) =>
        Packed(new CandidateState(Id.Candidate, CandidatePath.Root, 0, [RunState.New with { Result = result }], null, null, null)).Runs[0].Result!;

    private static JsonNode? Written(ISearchEvent fact) => JsonNode.Parse(Encoding.UTF8.GetString(RecordCodec.Journal.Write(fact)));

    private static Search.Runs.TestResult Packed(Search.Runs.TestResult result) =>
        Packed(new CandidateState(Id.Candidate, CandidatePath.Root, 0, [], null, null, result)).Test!;

    private static void AssertKept<T>(T sample, Func<T, T> through) where T : class
    {
        foreach (var (at, changed) in Changes.Of(sample).Append(("as it is", sample))) Samples.AssertSame(changed, through(changed), at);
    }

    [Fact]
    public void Every_change_of_a_run_goes_through_the_journal() => AssertKept(ResultSamples.Run, InJson);

    [Fact]
    public void Every_change_of_a_test_goes_through_the_journal() => AssertKept(ResultSamples.Test, InJson);

    [Fact]
    public void Every_change_of_a_run_goes_through_a_snapshot() => AssertKept(ResultSamples.Run, Packed);

    [Fact]
    public void Every_change_of_a_test_goes_through_a_snapshot() => AssertKept(ResultSamples.Test, Packed);

    /// <summary>A record of a version with fewer operating points, metrics and intervals: what it lacks stays away, and the rest is in its place.</summary>
    [Fact]
    public void What_an_older_version_did_not_have_stays_away()
    {
        var full = ResultSamples.Evaluation;
        var old = full with { Points = [.. full.Points.Take(4)], Ranking = [.. full.Ranking.Take(2)] };
        var run = ResultSamples.Run with { Validation = old };
        Assert.Equal(old.Points, InJson(run).Validation.Points);
        Assert.Equal(old, Packed(run).Validation with { Ranking = old.Ranking });
        var test = ResultSamples.Test with { Intervals = [.. ResultSamples.Test.Intervals.Select((interval, i) => i == 2 ? null : interval)] };
        Assert.Equal(test.Intervals, Packed(test).Intervals);
    }

    /// <summary>The bytes of the versions that had no catalogue.</summary>
    [Fact]
    public void Records_have_the_members_that_they_always_had_in_the_same_order()
    {
        static string[] Names(JsonNode? node) => [.. node!.AsObject().Select(member => member.Key)];
        var run = Written(new RunCompleted(Id, 1, ResultSamples.Run, new(1, 2, 3), DateTimeOffset.UnixEpoch));
        string[] always =
            [
                "positives", "negatives", "thresholdLogit", "truePositives", "falsePositives", "aucNumerator", "aucPr", "partialAuc",
                "atHalf", "atFpr1", "atFpr5", "atFpr10",
            ];
        Assert.Equal(always, Names(run!["result"]!["validation"]).Where(always.Contains));
        var test = Written(new TestEvaluated(Id.Candidate, 1, ResultSamples.Test, DateTimeOffset.UnixEpoch));
        always = ["runs", "falseNegatives", "auc", "fnAtFpr1", "fnAtFpr5", "fnAtFpr10", "scores"];
        Assert.Equal(always, Names(test!["result"]).Where(always.Contains));
    }
}
