using System.CommandLine;
using System.Text;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Figures;
using Spectre.Console;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`show DIR|SEARCH CANDIDATE`: path, metrics, curve and sparsity per layer of one candidate.</summary>
internal static class ShowCommand
{
    public static Command Make(Terminal terminal)
    {
        var (place, candidate, format) = (Options.DirOrSearch(), ClusterOptions.Candidate(), ClusterOptions.Format());
        var command = new Command("show", "Shows one candidate of a run, or of a search of a cluster.") { place, candidate, format };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            var (what, id) = (parsed.GetRequiredValue(place), parsed.GetRequiredValue(candidate));
            byte[] document;
            if (Place.IsFolder(what))
            {
                document = OfFolder(what, id);
            }
            else
            {
                using var client = cluster.Client(parsed, terminal);
                document = await client.GetAsync($"searches/{ClusterOptions.PathOf(what)}/candidates/{Uri.EscapeDataString(id)}", cancel);
            }
            if (parsed.GetRequiredValue(format) == "json") terminal.Out.Write(Encoding.UTF8.GetString(document));
            else Show(terminal, DocumentJson.Read<CandidateDocument>(document));
            return ExitCode.Finished;
        }));
        return command;
    }

    private static byte[] OfFolder(string dir, string id)
    {
        var state = new RunDirectory(dir).Read();
        return CandidateDocument.Find(state, id) is [var one]
            ? DocumentJson.Write(CandidateDocument.Of(state, one, null))
            : throw new BadInputException($"{dir}: {CandidateDocument.Missing(state, id)} (candidates.csv lists them)");
    }

    private static void Show(Terminal terminal, CandidateDocument candidate)
    {
        terminal.Out.WriteLine($"candidate  {candidate.Candidate}");
        terminal.Out.WriteLine($"level      {candidate.Level}");
        terminal.Out.WriteLine($"path       {candidate.Path}");
        terminal.Out.WriteLine($"state      {candidate.State}{(candidate.Abandoned is { } why ? $": {why}" : "")}");
        terminal.Out.WriteLine($"on front   {(candidate.OnFront ? "yes" : "no")}");
        foreach (var run in candidate.Runs) Show(terminal, run);
    }

    private static void Show(Terminal terminal, RunDocument run)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"run {run.Replicate}: {run.Status}, {Words.Count(run.Attempts, "attempt")}{(run.LastFailure is { } failure ? $", last failure: {failure}" : "")}{(run.Slot is { } slot ? $", on {slot}" : "")}{(run is { Validation: null, Engine: { } now } ? $", engine {now}" : "")}");
        if (run is { Ticket: { } ticket, Validation: { } validation })
        {
            terminal.Out.WriteLine($"ticket     sha256:{ticket.Sha256}{(ticket.Stored ? "" : " (released)")}");
            terminal.Out.WriteLine($"trained    {Words.Count(run.EpochsTrained ?? 0, "epoch")}, weights of epoch {run.KeptEpoch} kept{(run.Engine is { } engine ? $", engine {engine}" : "")}");
            var metrics = Tables.Of(("metric", false), ("validation", true), ("test", true));
            foreach (var name in MetricColumn.All.Select(column => column.Column))
                metrics.AddRow(name, Text(validation.GetValueOrDefault(name)), Text(run.Test?.GetValueOrDefault(name)));
            var tensors = Tables.Of(("tensor", false), ("left", true), ("of", true), ("sparsity", true));
            foreach (var tensor in run.Tensors) tensors.AddRow(Markup.Escape(tensor.Name), Count(tensor.Left), Count(tensor.Total), Words.Percent(1 - (double)tensor.Left / tensor.Total));
            if (run is { WeightsLeft: { } left, WeightsTotal: { } total }) tensors.AddRow("all", Count(left), Count(total), Words.Percent(1 - (double)left / total));
            terminal.Console.Write(metrics);
            terminal.Console.Write(tensors);
        }
        if (run.Curve.Count == 0) return;
        var curve = Tables.Of(("epoch", true), ("train loss", true), ("val AUC", true), ("val FN", true), ("val FP", true));
        foreach (var point in run.Curve) curve.AddRow(Count(point.Epoch), Text(point.TrainLoss), Text(point.ValidationAuc), Count(point.Fn), Count(point.Fp));
        terminal.Console.Write(curve);
    }

    private static string Text(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "";
    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
