namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>A line for each fault as it comes, and the figures at the end, to a file and to the test's output.</summary>
internal sealed class ChaosReport(string file) : IDisposable
{
    private readonly StreamWriter _file = new(file) { AutoFlush = true };

    public void Say(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        lock (_file) _file.WriteLine(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }

    public void Sum(Faults faults, EpochLedger epochs, IReadOnlyList<EpochLedger.Repeat> repeats, IReadOnlyList<SearchStream> streams)
    {
        foreach (var repeat in repeats.Where(repeat => repeat is { Cause: null } or { Cause: "kill", Epochs: > 1 }))
        {
            var (cause, history) = (repeat.Cause ?? "no fault", string.Join(Environment.NewLine + "    ", repeat.History));
            Say($"repeated: {repeat.Work}, attempt {repeat.Attempt}, {repeat.Epochs} epochs after {cause}{Environment.NewLine}    {history}");
        }
        Say($"kills: {faults.Kills}; load of the machine: {File.ReadAllText("/proc/loadavg").Split(' ')[2]} over the last 15 minutes");
        Say($"failovers: {Times(faults.Failovers)}; handed over on SIGTERM: {Times(faults.HandOvers)}; full restarts: {Times(faults.FullRestarts)}");
        var kills = $"at most {Most("kill")} per kill (a checkpoint interval is 1 epoch)";
        var restarts = $"in full restarts at most {Most("full restart")}";
        var others = $"after cuts {Most("cut")}, stops {Most("stop")}, SIGTERM {Most("SIGTERM")}, without a fault {Most(null)}";
        Say($"epochs repeated: {repeats.Sum(repeat => repeat.Epochs)} of {epochs.Epochs}, {kills}; {restarts}, {others}");
        Say($"refused late results: {epochs.Refused}");
        var different = string.Join(' ', streams.SelectMany(stream => stream.Different));
        var identical = streams.All(stream => stream.Different.Count == 0) ? "yes" : "NO: " + different;
        Say($"front identical: {identical} ({streams.Sum(stream => stream.Finished)} searches, each by cmp against the standalone run)");

        int Most(string? cause) => repeats.Where(repeat => repeat.Cause == cause).Select(repeat => repeat.Epochs).DefaultIfEmpty().Max();
    }

    public void Dispose() => _file.Dispose();

    private static string Times(List<double> seconds)
    {
        return seconds.Count == 0 ? "0" : string.Create(CultureInfo.InvariantCulture,
            $"{seconds.Count}, median {At(0.5):0.0} s, 90 % within {At(0.9):0.0} s, 95 % within {At(0.95):0.0} s, at most {seconds.Max():0.0} s");

        // The least of them that such a share does not exceed.
        double At(double share) => seconds.Order().ElementAt((int)Math.Ceiling(share * seconds.Count) - 1);
    }
}
