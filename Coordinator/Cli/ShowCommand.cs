using System.CommandLine;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`show DIR|SEARCH CANDIDATE`: path, metrics, curve and sparsity per layer of one candidate.</summary>
internal static class ShowCommand
{
    public static Command Make(Terminal terminal)
    {
        var (candidate, format) = (ClusterOptions.Candidate(), ClusterOptions.Format());
        var command = new Command("show", "Shows one candidate of a run, or of a search of a cluster.");
        var place = SearchPlace.AddTo(command, terminal);
        command.Add(candidate);
        command.Add(format);
        return command.Does(terminal, async (parsed, cancel) =>
        {
            var id = parsed.GetRequiredValue(candidate);
            var document = await place.ReadAsync(
                parsed,
                run => OfRun(run, id),
                (client, search) => client.GetAsync($"{search}/candidates/{Uri.EscapeDataString(id)}", cancel));
            terminal.Show<CandidateDocument>(document, parsed.GetRequiredValue(format), found => Show(terminal, found));
        });
    }

    private static byte[] OfRun(RunDirectory run, string id)
    {
        var state = run.Read();
        return CandidateDocument.Find(state, id) is [var one]
            ? DocumentJson.Write(CandidateDocument.Of(state, one, null))
            : throw new BadInputException($"{run.Path}: {CandidateDocument.Missing(state, id)} (candidates.csv lists them)");
    }

    private static void Show(Terminal terminal, CandidateDocument candidate)
    {
        terminal.Out.WriteLine($"""
            candidate  {candidate.Candidate}
            level      {candidate.Level}
            path       {candidate.Path}
            state      {candidate.State}{(candidate.Abandoned is { } why ? $": {why}" : "")}
            on front   {(candidate.OnFront ? "yes" : "no")}
            """);
        foreach (var run in candidate.Runs) Show(terminal, run);
    }

    private static void Show(Terminal terminal, RunDocument run)
    {
        var engine = run.Engine is { } name ? $", engine {name}" : "";
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"run {run.Replicate}: {run.Status}, {Words.Count(run.Attempts, "attempt")}"
            + (run.LastFailure is { } failure ? $", last failure: {failure}" : "")
            + (run.Slot is { } slot ? $", on {slot}" : "")
            + (run.Validation is null ? engine : ""));
        if (run is { Ticket: { } ticket, Validation: { } validation })
        {
            terminal.Out.WriteLine($"ticket     sha256:{ticket.Sha256}{(ticket.Stored ? "" : " (released)")}");
            terminal.Out.WriteLine($"trained    {Words.Count(run.EpochsTrained ?? 0, "epoch")}, weights of epoch {run.KeptEpoch} kept{engine}");
            terminal.Table(
                [("metric", false), ("validation", true), ("test", true)],
                MetricColumn.All.Select(string[] (metric) =>
                    [metric.Column, Text(validation.GetValueOrDefault(metric.Column)), Text(run.Test?.GetValueOrDefault(metric.Column))]));
            IEnumerable<string[]> tensors = run.Tensors.Select(tensor => Sparsity(tensor.Name, tensor.Left, tensor.Total));
            if (run is { WeightsLeft: { } left, WeightsTotal: { } total }) tensors = tensors.Append(Sparsity("all", left, total));
            terminal.Table([("tensor", false), ("left", true), ("of", true), ("sparsity", true)], tensors);
        }
        if (run.Curve.Count == 0) return;
        terminal.Table(
            [("epoch", true), ("train loss", true), ("val AUC", true), ("val FN", true), ("val FP", true)],
            run.Curve.Select(string[] (point) =>
                [$"{point.Epoch:N0}", Text(point.TrainLoss), Text(point.ValidationAuc), $"{point.Fn:N0}", $"{point.Fp:N0}"]));
    }

    private static string[] Sparsity(string name, long left, long total) => [name, $"{left:N0}", $"{total:N0}", Words.Percent(1 - (double)left / total)];

    private static string Text(double? value) => $"{value:0.#####}";
}
