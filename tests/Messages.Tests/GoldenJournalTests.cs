using System.Text;
using System.Text.Json.Nodes;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages.Tests;

/// <summary>Records as the version that had them first wrote them are read by every later version, and none of their members is lost.</summary>
public sealed class GoldenJournalTests
{
    [Fact]
    public void Every_record_of_an_older_version_still_reads_and_keeps_its_members()
    {
        var seen = new HashSet<string>();
        foreach (var line in new[] { "journal-0.1.txt", "journal-0.2.txt" }.SelectMany(name => File.ReadAllLines(Golden.PathOf(name))))
        {
            var (manifest, json) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            seen.Add(manifest);
            var record = RecordCodec.Journal.Read(manifest, Encoding.UTF8.GetBytes(json));
            AssertKept(JsonNode.Parse(json), JsonNode.Parse(RecordCodec.Journal.Write(record)), manifest);
        }
        var events = Manifests.Types
            .Where(pair => typeof(ISearchEvent).IsAssignableFrom(pair.Value) || typeof(ISupervisorEvent).IsAssignableFrom(pair.Value))
            .Select(pair => pair.Key);
        Assert.Equal(events.Order(), seen.Order());
    }

    [Fact]
    public void A_test_evaluation_of_0_1_has_no_scores_and_keeps_no_file()
    {
        var old = File.ReadAllLines(Golden.PathOf("journal-0.1.txt")).Where(line => line.StartsWith("te ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(old);
        foreach (var line in old)
        {
            var record = (TestEvaluated)RecordCodec.Journal.Read("te", Encoding.UTF8.GetBytes(line[3..]));
            Assert.Null(record.Result.Scores);
            var candidate = new CandidateState(record.Candidate, CandidatePath.Root, 0, [RunState.New], null, null, null) { TestWork = RunState.New };
            var state = SearchEffects.Apply(SearchState.Empty with { Candidates = SearchState.Empty.Candidates.Add(candidate.Id, candidate) }, record);
            Assert.NotNull(state[candidate.Id].Test);
            Assert.Empty(state.Files.Uses);
        }
    }

    /// <summary>Its scores are three numbers with a name each; the runs beside them give the same.</summary>
    [Fact]
    public void A_snapshot_of_version_3_has_the_scores_of_its_runs()
    {
        var state = ((PackedSnapshot)RecordCodec.Journal.Read("sk", File.ReadAllBytes(Golden.PathOf("snapshot-3.json")))).Snapshot.ToState();
        Assert.Equal(8, state.Candidates.Count);
        foreach (var candidate in state.Candidates.Values)
            Assert.Equal(Score.Of(state.Spec!, [.. candidate.Runs.Select(run => run.Result!)]), candidate.Score);
        Assert.Equal(1, state.Front.Count);
        var again = RecordCodec.Journal.Write(new PackedSnapshot(SearchSnapshot.Of(state)));
        Assert.Equal(again, RecordCodec.Journal.Write(RecordCodec.Journal.Read("sk", again)));
    }

    /// <summary>As an older version would have written it: members that came later have the value of their absence, unknown ones are skipped.</summary>
    [Fact]
    public void Missing_members_of_a_spec_take_their_defaults_and_unknown_ones_are_skipped()
    {
        var json = """
            {"search":"s","spec":{"name":"n","data":{"kind":"csv","positive":["1"],"later":[1,{"a":2}]},
            "model":{"kind":"layers","layers":[{"kind":"conv2d","size":8,"kernel":3}]},
            "space":{"pruningRate":[0.5]}},"specHash":"h","trainingHash":"t","dataFingerprint":"d","at":"2026-11-23T00:00:00+00:00","unknown":{"x":null}}
            """;
        var spec = ((SearchSubmitted)RecordCodec.Journal.Read("ss", Encoding.UTF8.GetBytes(json))).Spec;

        Assert.Equal(10, spec.Train.Epochs);
        Assert.Equal(8, spec.Search.Width);
        Assert.Equal(0.5, spec.Objectives.Fn.Threshold);
        Assert.Equal(',', spec.Data.Csv.Separator);
        Assert.Equal(1, spec.Model.Layers[0].Stride);
        Assert.Equal([1.0], spec.Space.ClassCost);
        Assert.Equal(RewindPoint.ToEpoch(0), Assert.Single(spec.Space.Rewind));
        Assert.Equal(ReportKind.Front, spec.Report.Kind);
        Assert.Equal((SamplingKind.Shuffle, null, 1.0), (spec.Train.Sampling, spec.Train.PartialAuc, spec.Prune.ClassCost));
        Assert.Empty(spec.Space.ByLevel);
        Assert.Equal(spec.Space, spec.Space.At(3));
    }

    [Fact]
    public void The_options_that_came_later_are_written_and_read_back()
    {
        var json = """
            {"search":"s","spec":{"name":"n","data":{"kind":"csv","positive":["1"]},"model":{"kind":"mlp","sizes":[4]},
            "train":{"sampling":"balanced","partialAuc":{"fpr":0.2,"weight":3}},"prune":{"criterion":"taylor","classCost":7},
            "space":{"pruningRate":[0.5],"classCost":[1,5],"byLevel":[{"classCost":[1]},{}]}},
            "specHash":"h","trainingHash":"t","dataFingerprint":"d","at":"2026-11-23T00:00:00+00:00"}
            """;
        var read = RecordCodec.Journal.Read("ss", Encoding.UTF8.GetBytes(json));
        AssertKept(JsonNode.Parse(json), JsonNode.Parse(RecordCodec.Journal.Write(read)), "ss");
        var spec = ((SearchSubmitted)read).Spec;
        Assert.Equal(new PartialAucSpec { Fpr = 0.2, Weight = 3 }, spec.Train.PartialAuc);
        Assert.Equal((SamplingKind.Balanced, CriterionKind.Taylor, 7.0), (spec.Train.Sampling, spec.Prune.Criterion, spec.Prune.ClassCost));
        Assert.Equal([1.0], spec.Space.At(1).ClassCost);
        Assert.Equal([1.0, 5.0], spec.Space.At(2).ClassCost);
    }

    [Theory]
    [InlineData("ca", """{"reason":"r","at":"2026-11-23T00:00:00+00:00"}""")]
    [InlineData("ca", """{"candidate":"c","reason":null,"at":"2026-11-23T00:00:00+00:00"}""")]
    [InlineData("ca", """{"candidate":"c","candidate":"d","reason":"r","at":"2026-11-23T00:00:00+00:00"}""")]
    [InlineData("lg", """{"work":"c","attempt":1,"slot":"local/0","numerics":{"engine":"e","vector":"v"},"at":"2026-11-23T00:00:00+00:00"}""")]
    [InlineData("cp", """{"round":1,"candidates":["0.5,1"],"at":"2026-11-23T00:00:00+00:00"}""")]
    public void A_record_without_what_it_always_had_is_refused(string manifest, string json) =>
        Assert.Throws<System.Runtime.Serialization.SerializationException>(() => RecordCodec.Journal.Read(manifest, Encoding.UTF8.GetBytes(json)));

    private static void AssertKept(JsonNode? old, JsonNode? now, string at)
    {
        switch (old)
        {
            case JsonObject members:
                foreach (var (name, value) in members) AssertKept(value, now![name], $"{at}.{name}");
                break;
            case JsonArray items:
                Assert.True(items.Count == now!.AsArray().Count, at);
                for (var i = 0; i < items.Count; i++) AssertKept(items[i], now[i], $"{at}[{i}]");
                break;
            default:
                Assert.True(JsonNode.DeepEquals(old, now), $"{at}: {old} became {now}");
                break;
        }
    }
}
