using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Cli;

/// <summary>What `run` ends with: the front, where the slots' time went, and where the files are.</summary>
internal static class RunSummary
{
    public static void Write(Terminal terminal, RunDirectory directory, ICheckpointStore store, SearchView view)
    {
        var state = view.State;
        FrontTable.Write(terminal, DocumentJson.Read<FrontDocument>(FrontFile.Json(state)));
        if (state.FrontCandidates.Count == 0) terminal.Error.WriteLine(EmptyFront(state));
        if (Line(view.Times) is { } times) terminal.Out.WriteLine(times);
        if (LostTickets(state, store) is { } lost) terminal.Warn($"{directory.Checkpoints}: {lost}");
        terminal.Out.WriteLine($"{Words.Count(state.Plan.Count, "candidate")}; front in {directory.Path}: front.json, front.png, candidates.csv");
    }

    /// <summary>
    /// One line: what the slots did while there was work, in shares that add up to 100 %, and apart from that how long they waited at
    /// barriers. "Neither while a candidate was ready" is what coordinator, start and files cost. Null when the search had ended before.
    /// </summary>
    internal static string? Line(SlotTimes times)
    {
        var worked = times.Training + times.Evaluating + times.Other;
        if (worked <= 0) return null;
        string Share(double part) => Words.Percent(part / worked, "0.0");
        static string Seconds(double seconds) => Words.Duration(TimeSpan.FromSeconds(seconds));
        return $"slot time with work ready {Seconds(worked)}: training {Share(times.Training)}, evaluating {Share(times.Evaluating)}, "
            + $"neither {Share(times.Other)}; apart from that, waiting at barriers between levels {Seconds(times.Barrier)}";
    }

    /// <summary>Tickets of the front that an operator deleted from the store; null when it has all of them.</summary>
    private static string? LostTickets(SearchState state, ICheckpointStore store)
    {
        var tickets = state.FrontCandidates.SelectMany(candidate => candidate.Runs).Select(run => run.Result!.Ticket).ToArray();
        var lost = tickets.Count(ticket => !store.Exists(ticket));
        return lost == 0 ? null : $"{lost} of {Words.Count(tickets.Length, "ticket")} of the front are gone; "
            + "the figures hold, but to have the networks again run the search in a new folder (--out)";
    }

    private static string EmptyFront(SearchState state) => state.Root switch
    {
        { Abandoned: { } why } => $"no front: the dense network could not be trained: {why}",
        { Score.Feasible: false } root => $"no front: on validation the dense network {Why(state.Spec!, root)}, so nothing was expanded; "
            + "train it longer, or set train.class_cost or objectives.fn: { at_fpr }",
        _ => "no front",
    };

    private static string Why(SearchSpec spec, CandidateState root) => Words.Of(spec, root) switch
    {
        "dead" => "has no path of weights left",
        "one-class" => "answers with one class",
        var state => $"is {Words.Broken(spec, root)?.Broken ?? state}",
    };
}
