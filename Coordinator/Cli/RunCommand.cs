using System.CommandLine;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Coordinator.Submission;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`run FILE`: checks, runs or resumes a search in this process, and ends with the front.</summary>
internal static class RunCommand
{
    /// <summary>The one search of a run's folder, whatever its file calls itself.</summary>
    private const string SearchName = "run";

    public static Command Make(Terminal terminal)
    {
        var (file, data, set) = (Options.File(), Options.Data(), Options.Set());
        var output = new Option<string?>("--out") { Description = "Folder of the run (default: runs/<name>).", HelpName = "DIR" };
        var slots = new Option<int?>("--slots") { Description = "Trainings at once (default: resources.slots, else one per core).", HelpName = "N" };
        slots.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n is < 1 or > 1024) result.AddError($"--slots: {n} is not a number from 1 to 1024");
        });
        var acceptLoss = new Option<bool>("--accept-loss") { Description = "Go on with what is left of a journal that is damaged or lacks what was done; the files as they were are kept." };
        var command = new Command("run", "Runs a search, or resumes it where it stopped.") { file, data, output, slots, set, acceptLoss };
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () => RunAsync(
            terminal, parsed.GetRequiredValue(file), parsed.GetRequiredValue(set), parsed.GetValue(data), parsed.GetValue(output), parsed.GetValue(slots), parsed.GetValue(acceptLoss))));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string file, string[] sets, string? data, string? output, int? slots, bool acceptLoss)
    {
        using var interrupt = new StopSignals(terminal.Error, "stopping at the next batch (once more: stop at once)", ExitCode.Interrupted);
        var searchFile = SearchFile.Read(file, sets, data, terminal);
        // Reading the data may take minutes, and stops at its next block; the process ends without waiting for that.
        var preparing = Task.Run(() => Preparation.Of(DatasetPool.Shared, searchFile.Spec, terminal.Out.WriteLine, interrupt.Token));
        var prepared = await preparing.WaitAsync(interrupt.Token);
        foreach (var warning in prepared.Estimate.Warnings) terminal.Error.WriteLine($"warning: {warning}");

        var directory = new RunDirectory(output ?? Path.Combine("runs", searchFile.Spec.Name));
        directory.Create();
        var numerics = Preparation.Numerics(searchFile.Spec, terminal.Error.WriteLine);
        var store = CheckpointStores.Open(directory.Checkpoints);
        var options = new StandaloneOptions(
            directory.Journal, store, slots ?? searchFile.Spec.Resources.Slots ?? Environment.ProcessorCount, numerics,
            _ => new TrainingSession(store, order => DatasetPool.Shared.Open(order.Spec.Data, fingerprint: order.DataFingerprint), new TorchEngines(ComputeDevice.Cpu)))
        {
            AcceptLoss = acceptLoss ? line => terminal.Error.WriteLine($"warning: {line}") : null,
        };

        await using var host = await StandaloneHost.StartAsync(options, interrupt.Token);
        var search = new SearchId(SearchName);
        var reply = await host.SubmitAsync(Submission(search, searchFile.Spec, prepared.Data), interrupt.Token);
        if (reply is Refused refused) throw new BadInputException($"{directory.Path}: {refused.Reason}; give another folder with --out");
        directory.WriteSearchFile(searchFile.Text);

        var progress = new RunProgress(terminal, directory, prepared.Estimate);
        var last = await progress.FollowAsync(OfTheseNumerics(host.WatchAsync(search, interrupt.Token), numerics, directory));
        directory.WriteResults(last.State);
        RunSummary.Write(terminal, directory, store, last);
        directory.RequireJournal();
        await host.StopAsync();
        directory.RequireJournal();
        return last.State.Status == SearchStatus.Finished ? ExitCode.Finished : ExitCode.Failure;
    }

    /// <summary>The slots of this process are all alike: where one may have no work of the search, none may, and the run would wait for ever.</summary>
    /// <exception cref="BadInputException">The search is not finished and was begun with other numerics.</exception>
    private static async IAsyncEnumerable<SearchView> OfTheseNumerics(IAsyncEnumerable<SearchView> views, Numerics numerics, RunDirectory directory)
    {
        await foreach (var view in views)
        {
            directory.RequireJournal();
            if (view.State is { Status: SearchStatus.Running, Numerics: { } own, Spec.Resources.Mixed: false } && own != numerics)
                throw new BadInputException($"{directory.Path}: the search was begun with {own.Engine} on {own.Vector}, and this process computes with {numerics.Engine} on {numerics.Vector}, which gives other bits; continue it as it was begun (resources.vector, machine, version), or take both with resources.mixed: true");
            yield return view;
        }
    }

    private static SubmitSearch Submission(SearchId search, SearchSpec spec, IDataset data) =>
        new(search, spec, SpecHashes.Spec(spec, data.Fingerprint), SpecHashes.Training(spec, data.Fingerprint), data.Fingerprint, DateTimeOffset.UtcNow);
}
