using System.Diagnostics;

namespace ActorSearch.Cluster.Tests.Chaos;

internal enum Fault
{
    KillTrainer, KillTwoTrainers, KillActive, KillStandby, KillTwoCoordinators, KillTrainerAndActive, KillEverything, DeleteStore,
    SleepyTrainer, StoppedTrainer, StoppedActive, TermTrainer, TermActive, TermStandby, CutTrainer, CutActive, RestartDatabase,
}

/// <summary>What happens to the cluster, one fault at a time, from a healthy state; the figures of it.</summary>
internal sealed class Faults(ChaosCluster cluster, Random random, Func<string> search)
{
    /// <summary>Whose store is deleted, always the same one's: two disks lost within one run may have held both copies of a file.</summary>
    private KeptNode? _disk;

    public int Kills { get; private set; }

    /// <summary>Seconds from the loss of the active coordinator, alone, until another one answered.</summary>
    public List<double> Failovers { get; } = [];

    /// <summary>Seconds from the loss of two coordinators or more until one answered.</summary>
    public List<double> FullRestarts { get; } = [];

    /// <summary>Seconds from SIGTERM for the active coordinator until another one was active.</summary>
    public List<double> HandOvers { get; } = [];

    private static bool NeedsNetwork(Fault fault) => fault is Fault.CutTrainer or Fault.CutActive;

    /// <summary>Each fault once, in random order; then again and again, kills more often than the rest.</summary>
    /// <param name="only">This one and no other.</param>
    public IEnumerable<Fault> Deck(Fault? only)
    {
        while (only is { } one) yield return one;
        Fault[] all = [.. Enum.GetValues<Fault>().Where(fault => cluster.Network is not null || !NeedsNetwork(fault))];
        Fault[] kills = [Fault.KillTrainer, Fault.KillTwoTrainers, Fault.KillActive, Fault.KillStandby, Fault.KillTrainerAndActive];
        Fault[] more = [.. all, .. kills, .. kills];
        random.Shuffle(all);
        foreach (var fault in all) yield return fault;
        while (true)
        {
            random.Shuffle(more);
            foreach (var fault in more) yield return fault;
        }
    }

    /// <returns>What it took, for the report.</returns>
    public async Task<string> BefallAsync(Fault fault, CancellationToken cancel)
    {
        var active = cluster.Active;
        KeptNode[] standbys = [.. cluster.Coordinators.Where(coordinator => coordinator != active)];
        random.Shuffle(standbys);
        KeptNode[] trainers = [.. cluster.Trainers];
        random.Shuffle(trainers);
        switch (fault)
        {
            case Fault.KillTrainer: return await KillAsync([trainers[0]], cancel);
            case Fault.KillTwoTrainers: return await KillAsync([trainers[0], trainers[1]], cancel);
            case Fault.KillStandby: return await KillAsync([standbys[0]], cancel);
            case Fault.KillActive: return await LoseActiveAsync(active, [active], cancel);
            case Fault.KillTrainerAndActive: return await LoseActiveAsync(active, [trainers[0], active], cancel);
            case Fault.KillTwoCoordinators: return await RestartAsync([active, standbys[0]], cancel);
            case Fault.KillEverything: return await RestartAsync([.. cluster.Coordinators, .. trainers], cancel);
            case Fault.DeleteStore: return await DeleteStoreAsync(_disk ??= cluster.Coordinators.MaxBy(Files)!, cancel);
            case Fault.SleepyTrainer: return await StopAsync(trainers[0], TimeSpan.FromSeconds(1 + random.NextDouble()), cancel);
            case Fault.StoppedTrainer: return await StopAsync(trainers[0], TimeSpan.FromSeconds(6 + (4 * random.NextDouble())), cancel);
            case Fault.StoppedActive: return await StopActiveAsync(active, cancel);
            case Fault.TermTrainer: return await TerminateAsync(trainers[0], cancel);
            case Fault.TermStandby: return await TerminateAsync(standbys[0], cancel);
            case Fault.TermActive: return await HandOverAsync(active, cancel);
            case Fault.CutTrainer: return await CutTrainerAsync(trainers[0], cancel);
            case Fault.CutActive: return await CutActiveAsync(active, cancel);
            case Fault.RestartDatabase: return await RestartDatabaseAsync(cancel);
            default: throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }

    private async Task<string> KillAsync(KeptNode[] nodes, CancellationToken cancel, string cause = "kill")
    {
        foreach (var node in nodes) cluster.Epochs.Befall(node.Name, cause);
        var processes = nodes.Select(node => node.Process).ToArray();
        foreach (var process in processes) process.Signal("-KILL");
        foreach (var process in processes) await process.EndAsync(cancel);
        Kills += nodes.Length;
        return $"kill {string.Join(' ', nodes.Select(node => node.Name))}";
    }

    private async Task<string> TerminateAsync(KeptNode node, CancellationToken cancel)
    {
        cluster.Epochs.Befall(node.Name, "SIGTERM");
        var process = node.Process;
        process.Signal("-TERM");
        var code = await process.EndAsync(cancel);
        Assert.True(code == 0, process.Output);
        return $"SIGTERM for {node.Name}";
    }

    private async Task<string> HandOverAsync(KeptNode active, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var ending = TerminateAsync(active, cancel);
        await Patience.UntilAsync(() => cluster.Active != active, () => "none takes over", cancel);
        HandOvers.Add(clock.Elapsed.TotalSeconds);
        return Text($"{await ending}, {cluster.Active.Name} takes over after {HandOvers[^1]:0.0} s");
    }

    /// <summary>It stays away until another one answers: a machine takes its time to start.</summary>
    private async Task<string> LoseActiveAsync(KeptNode active, KeptNode[] killed, CancellationToken cancel)
    {
        using var away = await active.HoldAsync(cancel);
        var clock = Stopwatch.StartNew();
        var what = await KillAsync(killed, cancel);
        Failovers.Add(await AnswersAsync(clock, Others(active), cancel));
        return Text($"{what}, another one answers after {Failovers[^1]:0.0} s");
    }

    private async Task<string> RestartAsync(KeptNode[] nodes, CancellationToken cancel)
    {
        // Without a majority of the coordinators every other node ends itself too.
        const string cause = "full restart";
        foreach (var trainer in cluster.Trainers) cluster.Epochs.Befall(trainer.Name, cause);
        var clock = Stopwatch.StartNew();
        var what = await KillAsync(nodes, cancel, cause);
        FullRestarts.Add(await AnswersAsync(clock, [0, 1, 2], cancel));
        return Text($"{what}, one answers after {FullRestarts[^1]:0.0} s");
    }

    private async Task<string> DeleteStoreAsync(KeptNode coordinator, CancellationToken cancel)
    {
        using var away = await coordinator.HoldAsync(cancel);
        var wasActive = coordinator == cluster.Active;
        var what = await KillAsync([coordinator], cancel);
        var files = Files(coordinator);
        if (files > 0) Directory.Delete(cluster.StoreOf(coordinator), recursive: true);
        if (wasActive) await cluster.Client.AnswersAsync($"/searches/{search()}", Others(coordinator), cancel);
        return Text($"{what}, its store with {files} files deleted");
    }

    private async Task<string> StopAsync(KeptNode trainer, TimeSpan time, CancellationToken cancel)
    {
        cluster.Epochs.Befall(trainer.Name, "stop");
        trainer.Process.Signal("-STOP");
        await Task.Delay(time, cancel);
        trainer.Process.Signal("-CONT");
        return Text($"stop {trainer.Name} for {time.TotalSeconds:0.0} s");
    }

    /// <summary>It wakes when another one has its place; the journal or the cluster tells it, and it ends.</summary>
    private async Task<string> StopActiveAsync(KeptNode active, CancellationToken cancel)
    {
        var former = active.Process;
        var clock = Stopwatch.StartNew();
        former.Signal("-STOP");
        Failovers.Add(await AnswersAsync(clock, Others(active), cancel));
        // Before it wakes, its place must be taken.
        await Patience.UntilAsync(() => cluster.Active != active, () => "none takes over", cancel);
        await Task.Delay(TimeSpan.FromSeconds(3 * random.NextDouble()), cancel);
        former.Signal("-CONT");
        return Text($"stop {active.Name}, another one answers after {Failovers[^1]:0.0} s, it wakes and ends with {await EndsByItselfAsync(former, cancel)}");
    }

    private async Task<string> CutTrainerAsync(KeptNode trainer, CancellationToken cancel)
    {
        cluster.Epochs.Befall(trainer.Name, "cut");
        var time = TimeSpan.FromSeconds(1 + (12 * random.NextDouble()));
        cluster.Network!.Cut(trainer.Name);
        await Task.Delay(time, cancel);
        cluster.Network.Heal(trainer.Name);
        return Text($"cut {trainer.Name} off for {time.TotalSeconds:0.0} s");
    }

    /// <summary>The database stays within its reach: only the fence keeps it from writing on.</summary>
    private async Task<string> CutActiveAsync(KeptNode active, CancellationToken cancel)
    {
        var former = active.Process;
        var clock = Stopwatch.StartNew();
        cluster.Network!.Cut(active.Name);
        Failovers.Add(await AnswersAsync(clock, Others(active), cancel));
        var code = await EndsByItselfAsync(former, cancel);
        cluster.Network.Heal(active.Name);
        return Text($"cut {active.Name} off, another one answers after {Failovers[^1]:0.0} s, it ends with {code}");
    }

    private async Task<string> RestartDatabaseAsync(CancellationToken cancel)
    {
        var time = TimeSpan.FromSeconds(1 + (7 * random.NextDouble()));
        cluster.Postgres.Crash();
        await Task.Delay(time, cancel);
        cluster.Postgres.Run();
        return Text($"the database is away for {time.TotalSeconds:0.0} s");
    }

    private async Task<double> AnswersAsync(Stopwatch clock, int[] coordinators, CancellationToken cancel)
    {
        await cluster.Client.AnswersAsync($"/searches/{search()}", coordinators, cancel);
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<int> EndsByItselfAsync(NodeProcess former, CancellationToken cancel)
    {
        var code = await former.EndAsync(cancel);
        Assert.True(code == 1, former.Output);
        return code;
    }

    private int Files(KeptNode coordinator)
    {
        var store = cluster.StoreOf(coordinator);
        return Directory.Exists(store) ? Directory.GetFiles(store, "*", SearchOption.AllDirectories).Length : 0;
    }

    private int[] Others(KeptNode coordinator) => [.. cluster.Coordinators.Where(other => other != coordinator).Select(cluster.IndexOf)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
