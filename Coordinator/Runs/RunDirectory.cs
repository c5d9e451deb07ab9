using System.Text;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Runs;

/// <summary>The folder of one search: where its files are, and how they are written (whole or not at all).</summary>
internal sealed class RunDirectory(string path)
{
    public string Path { get; } = path;
    public string Journal => System.IO.Path.Combine(Path, "journal.db");
    public string Checkpoints => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "checkpoints"));

    /// <summary>The state that the journal holds, without starting anything.</summary>
    /// <exception cref="BadInputException">No search here, or a damaged journal.</exception>
    public SearchState Read()
    {
        if (!JournalFile.IsKnown(Journal)) throw new BadInputException($"{Path}: holds no search (no journal.db); the folder of a run was expected");
        return JournalFile.Peek(Journal);
    }

    /// <summary>A process can write to an open file after an operator deleted it; all of it is lost when the process closes the file.</summary>
    /// <exception cref="IOException">The journal is gone.</exception>
    public void RequireJournal()
    {
        if (!File.Exists(Journal)) throw new IOException($"{Journal}: was deleted or moved while the search ran, and nothing can be continued; run it again");
    }

    /// <summary>A tested candidate's logits per sample, as <see cref="Read"/>'s state refers to them.</summary>
    /// <exception cref="BadInputException">There are none, or their file is missing or damaged; says what to do.</exception>
    public CandidateScores ReadScores(SearchState state, CandidateId candidate)
    {
        if (!state.Candidates.TryGetValue(candidate, out var known)) throw new BadInputException($"{Path}: there is no candidate {candidate}");
        if (known.Test?.Scores is not { } scores)
            throw new BadInputException($"{Path}: there are no scores of candidate {candidate}: {WhyNoScores(state, known)}");
        try
        {
            return ScoresFile.Read(CheckpointStores.Open(Checkpoints).Read(scores), scores, state.TrainingHash, known.Path);
        }
        catch (Exception e) when (e is CheckpointDamagedException or IOException or UnauthorizedAccessException)
        {
            const string advice = "run the search again in a new folder (--out) to have them";
            throw new BadInputException($"{Checkpoints}: the scores of candidate {candidate} cannot be read ({e.Message}); {advice}", e);
        }
    }

    private static string WhyNoScores(SearchState state, CandidateState candidate) => candidate switch
    {
        { Test: not null } => "the run is of a version that kept none; run the search again with this version, in a new folder (--out)",
        { TestGivenUp: { } reason } => $"its test evaluation was given up: {reason}",
        { Abandoned: { } reason } => $"it was given up: {reason}",
        _ when state.Status is not SearchStatus.Finished => "the test split is evaluated when the search ends, and it has not ended",
        _ => "`report:` did not name it, and it is neither on the front nor the root; continue the run with `report: all`, or with its id in `report:`",
    };

    public void WriteSearchFile(string text) => Write("search.yaml", Encoding.UTF8.GetBytes(text));

    public void WriteResults(SearchState state)
    {
        Write("candidates.csv", Encoding.UTF8.GetBytes(CandidatesFile.Csv(state)));
        Write("front.json", FrontFile.Json(state));
        Write("front.png", FrontPicture.Png(state));
    }

    private void Write(string name, byte[] content) => WholeFile.Write(System.IO.Path.Combine(Path, name), content);
}
