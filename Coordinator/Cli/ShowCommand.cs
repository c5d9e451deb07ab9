using System.CommandLine;
using System.Globalization;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search;
using Spectre.Console;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`show DIR CANDIDATE`: path, metrics, curve and sparsity per layer of one candidate.</summary>
internal static class ShowCommand
{
    public static Command Make(Terminal terminal)
    {
        var dir = Options.Dir();
        var candidate = new Argument<string>("CANDIDATE") { Description = "The candidate's id, or a unique beginning of it, or `root`." };
        var command = new Command("show", "Shows one candidate of a run.") { dir, candidate };
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () => Task.FromResult(Show(terminal, parsed.GetRequiredValue(dir), parsed.GetRequiredValue(candidate)))));
        return command;
    }

    private static int Show(Terminal terminal, string dir, string id)
    {
        var state = new RunDirectory(dir).Read();
        var candidate = Find(state, dir, id);
        terminal.Out.WriteLine($"candidate  {candidate.Id}");
        terminal.Out.WriteLine($"level      {candidate.Path.Level}");
        terminal.Out.WriteLine($"path       {Words.Of(candidate.Path)}");
        terminal.Out.WriteLine($"state      {Words.Of(candidate)}{(candidate.Abandoned is { } why ? $": {why}" : "")}");
        terminal.Out.WriteLine($"on front   {(state.FrontCandidates.Any(c => c.Id == candidate.Id) ? "yes" : "no")}");
        for (var replicate = 0; replicate < candidate.Runs.Length; replicate++) Run(terminal, candidate, replicate);
        return ExitCode.Finished;
    }

    private static CandidateState Find(SearchState state, string dir, string id)
    {
        if (id == "root" && state.Root is { } root) return root;
        var found = state.Candidates.Values.Where(c => c.Id.Value.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new BadInputException($"{dir}: no candidate {id}; candidates.csv lists them"),
            _ => throw new BadInputException($"{dir}: {id} is the beginning of {found.Count} candidates; give more digits"),
        };
    }

    private static void Run(Terminal terminal, CandidateState candidate, int replicate)
    {
        var run = candidate.Runs[replicate];
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"run {replicate}: {run.Status.ToString().ToLowerInvariant()}, {Words.Count(run.Attempts, "attempt")}{(run.LastFailure is { } failure ? $", last failure: {failure}" : "")}");
        if (run.Result is not { } result) return;
        terminal.Out.WriteLine($"ticket     sha256:{result.Ticket.Sha256}{(run.TicketStored ? "" : " (released)")}");
        terminal.Out.WriteLine($"trained    {Words.Count(result.EpochsTrained, "epoch")}, weights of epoch {result.KeptEpoch} kept");

        var metrics = Tables.Of(("metric", false), ("validation", true), ("test", true));
        foreach (var metric in Metric.All)
            metrics.AddRow(metric.Column, Text(metric.Value(result.Validation)), candidate.Test is { } test ? Text(metric.Value(test.Runs[replicate])) : "");
        var tensors = Tables.Of(("tensor", false), ("left", true), ("of", true), ("sparsity", true));
        foreach (var tensor in result.Tensors)
            tensors.AddRow(Markup.Escape(tensor.Name), Count(tensor.Left), Count(tensor.Total), Words.Percent(1 - (double)tensor.Left / tensor.Total));
        tensors.AddRow("all", Count(result.WeightsLeft), Count(result.WeightsTotal), Words.Percent(1 - (double)result.WeightsLeft / result.WeightsTotal));
        var curve = Tables.Of(("epoch", true), ("train loss", true), ("val AUC", true), ("val FN", true), ("val FP", true));
        foreach (var point in result.Curve)
            curve.AddRow(Count(point.Epoch), Text(point.TrainLoss), Text(point.ValidationAuc), Count(point.FalseNegatives), Count(point.FalsePositives));
        foreach (var table in new[] { metrics, tensors, curve }) terminal.Console.Write(table);
    }

    private static string Text(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
