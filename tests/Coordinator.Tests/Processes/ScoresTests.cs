using ActorSearch.Coordinator.Cli;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>The logits per sample that a search leaves behind, read from the folder of its run.</summary>
public sealed class ScoresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_report_all_every_candidate_has_scores_that_say_its_figures_and_two_runs_store_equal_files()
    {
        using var search = new SmallSearch(8);
        var states = new List<SearchState>();
        foreach (var name in new[] { "a", "b" })
        {
            await Finished("run", search.SearchFile, "--out", search.Out(name), "--set", "report=all", "--slots", name == "a" ? "1" : "2");
            states.Add(new RunDirectory(search.Out(name)).Read());
        }
        Assert.Equal(search.Front("a"), search.Front("b"));

        var (directory, state) = (new RunDirectory(search.Out("a")), states[0]);
        CandidateScores? root = null;
        foreach (var candidate in state.Candidates.Values.Where(candidate => candidate.Abandoned is null).OrderBy(candidate => candidate.Path))
        {
            Assert.Equal(candidate.Test!.Scores, states[1][candidate.Id].Test!.Scores);
            var scores = directory.ReadScores(state, candidate.Id);
            root ??= scores;
            Assert.Equal(candidate.Id, scores.Candidate);
            // Pairs over samples: the same samples in the same order for every candidate.
            Assert.Equal(root.ValidationLabels, scores.ValidationLabels);
            Assert.Equal(root.TestLabels, scores.TestLabels);
            Assert.Equal(candidate.Test.Runs, scores.Runs.Select(run => Evaluator.Evaluate(run.Test, scores.TestLabels, run.Thresholds)));
            Assert.Equal(
                candidate.Runs.Select(run => run.Result!.Validation),
                scores.Runs.Select(run => Evaluator.Evaluate(run.Validation, scores.ValidationLabels, run.Thresholds)));
            Assert.True(state.Files.IsStored(candidate.Test.Scores!.Sha256));
        }
        Assert.Equal(8, state.Candidates.Count);
    }

    [Fact]
    public async Task Where_there_are_no_scores_one_line_says_why()
    {
        using var search = new SmallSearch(8);
        await Finished("run", search.SearchFile, "--out", search.Out("a"));
        var directory = new RunDirectory(search.Out("a"));
        var state = directory.Read();
        var other = state.Candidates.Values.First(candidate => candidate.Test is null);
        var (root, file) = (state[state.RootId], new FolderCheckpointStore(directory.Checkpoints).PathOf(state[state.RootId].Test!.Scores!.Sha256));
        directory.ReadScores(state, root.Id);

        Refused("report: all", () => directory.ReadScores(state, other.Id));
        Refused("no candidate 0123456789abcdef", () => directory.ReadScores(state, new CandidateId("0123456789abcdef")));
        var old = state with { Candidates = state.Candidates.SetItem(root.Id, root with { Test = root.Test! with { Scores = null } }) };
        Refused("run the search again with this version", () => directory.ReadScores(old, root.Id));
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Refused("do not match the hash", () => directory.ReadScores(state, root.Id));
        File.Delete(file);
        Refused("is missing", () => directory.ReadScores(state, root.Id));

        // The advice holds: the run continues and evaluates what is named now, whatever is missing of the others.
        await Finished("run", search.SearchFile, "--out", search.Out("a"), "--set", "report=all");
        state = directory.Read();
        Assert.Equal(other.Id, directory.ReadScores(state, other.Id).Candidate);
    }

    private static void Refused(string why, Action read)
    {
        var message = Assert.Throws<BadInputException>(read).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static async Task Finished(params string[] arguments)
    {
        var (code, _, error) = await ActorSearchProcess.RunAsync(arguments, Cancel);
        Assert.True(code == 0, $"exit code {code}: {error}");
    }
}
