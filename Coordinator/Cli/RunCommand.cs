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
    /// <summary>The one search of a run's folder, independent of the name in its file.</summary>
    private static readonly SearchId Search = new("run");

    public static Command Make(Terminal terminal)
    {
        var output = Options.Text("--out", "DIR", "Folder of the run (default: runs/<name>).");
        var slots = Options.Number<int?>("--slots", "N", null, 1, 1024, "Trainings at once (default: resources.slots, else one per core).");
        var acceptLoss = new Option<bool>("--accept-loss")
        {
            Description = "Continue with what is left of a journal that is damaged or incomplete; the files are kept as they were.",
        };
        var command = new Command("run", "Runs a search, or resumes it where it stopped.") { output, slots, acceptLoss };
        var file = SearchFile.AddTo(command, terminal);
        return command.Does(terminal, (parsed, _) =>
            RunAsync(terminal, file(parsed), parsed.GetValue(output), parsed.GetValue(slots), parsed.GetValue(acceptLoss)));
    }

    private static async Task<int> RunAsync(Terminal terminal, SearchFile file, string? output, int? slots, bool acceptLoss)
    {
        using var interrupt = new StopSignals(terminal.Error, "stopping at the next batch (once more: stop at once)", ExitCode.Interrupted);
        var spec = file.Spec;
        // Reading the data may take minutes, and stops at its next block; the process ends without waiting for that.
        var prepared = await Task.Run(() => Preparation.Of(DatasetPool.Shared, spec, terminal.Out.WriteLine, interrupt.Token)).WaitAsync(interrupt.Token);
        terminal.Warn(prepared.Estimate.Warnings);

        var directory = new RunDirectory(output ?? Path.Combine("runs", spec.Name));
        Options.CreateFolder("--out", directory.Path);
        var numerics = Preparation.Numerics(spec, terminal.Error.WriteLine);
        var store = CheckpointStores.Open(directory.Checkpoints);
        var options = new StandaloneOptions(
            directory.Journal, store, slots ?? spec.Resources.Slots ?? Environment.ProcessorCount, numerics,
            _ => new TrainingSession(
                store, order => DatasetPool.Shared.Open(order.Spec.Data, fingerprint: order.DataFingerprint), new TorchEngines(ComputeDevice.Cpu)))
        {
            AcceptLoss = acceptLoss ? line => terminal.Warn(line) : null,
        };

        await using var host = await StandaloneHost.StartAsync(options, interrupt.Token);
        var data = prepared.Data.Fingerprint;
        var reply = await host.SubmitAsync(
            new(Search, spec, SpecHashes.Spec(spec, data), SpecHashes.Training(spec, data), data, DateTimeOffset.UtcNow), interrupt.Token);
        if (reply is Refused refused) throw new BadInputException($"{directory.Path}: {refused.Reason}; give another folder with --out");
        directory.WriteSearchFile(file.Text);

        var progress = new RunProgress(terminal, directory, prepared.Estimate);
        var last = await progress.FollowAsync(OfTheseNumerics(host.WatchAsync(Search, interrupt.Token), numerics, directory));
        directory.WriteResults(last.State);
        RunSummary.Write(terminal, directory, store, last);
        directory.RequireJournal();
        await host.StopAsync();
        directory.RequireJournal();
        return last.State.Status == SearchStatus.Finished ? ExitCode.Finished : ExitCode.Failure;
    }

    /// <summary>The slots of this process are all alike: if one may not work for the search, none may, and the run would wait for ever.</summary>
    /// <exception cref="BadInputException">The search is not finished and was begun with other numerics.</exception>
    private static async IAsyncEnumerable<SearchView> OfTheseNumerics(IAsyncEnumerable<SearchView> views, Numerics numerics, RunDirectory directory)
    {
        await foreach (var view in views)
        {
            directory.RequireJournal();
            if (view.State is { Status: SearchStatus.Running, Numerics: { } own, Spec.Resources.Mixed: false } && own != numerics)
                throw new BadInputException($"{directory.Path}: the search was begun with {own.Engine} on {own.Vector}, "
                    + $"and this process computes with {numerics.Engine} on {numerics.Vector}, which gives other bits; "
                    + "continue it as it was begun (resources.vector, machine, version), or take both with resources.mixed: true");
            yield return view;
        }
    }
}
