using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>What trainers say of their epochs: which were trained twice, and what had befallen the attempt before.</summary>
internal sealed partial class EpochLedger
{
    /// <param name="Cause">What befell the trainer of the attempt before; null when nothing did.</param>
    /// <param name="Epochs">Of those it trained, how many had been trained before.</param>
    /// <param name="History">What was said of this work.</param>
    public sealed record Repeat(string Work, int Attempt, string? Cause, int Epochs, IReadOnlyList<string> History);

    private sealed class Attempt
    {
        public required string Trainer { get; init; }

        /// <summary>What befell the attempt before.</summary>
        public string? Cause { get; init; }

        /// <summary>What befell this one: whatever it still trains is on its account.</summary>
        public string? Befell { get; set; }

        public int Repeated { get; set; }

        /// <summary>Why, as it was known then.</summary>
        public string? RepeatedFor { get; set; }
    }

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<int, Attempt>> _attempts = [];
    private readonly Dictionary<string, HashSet<int>> _trained = [];
    private readonly Dictionary<string, List<string>> _histories = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Results that came from an attempt that was over.</summary>
    public int Refused { get; private set; }

    public int Epochs { get; private set; }

    public void Hear(string node, string line)
    {
        if (!line.StartsWith("info: ", StringComparison.Ordinal)) return;
        var said = Said().Match(line);
        if (!said.Success) return;
        var (work, number, what) = (
            said.Groups["work"].Value, int.Parse(said.Groups["attempt"].Value, CultureInfo.InvariantCulture), said.Groups["what"].Value);
        lock (_lock)
        {
            if (!_histories.TryGetValue(work, out var history)) _histories[work] = history = [];
            history.Add(string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed:mm\\:ss\\.f} {node} {line}"));
            if (what == "late") Refused++;
            else if (what == "begins") Begin(node, work, number);
            else if (Find(work, number) is not { } attempt) return;
            else if (what == "trained") Train(attempt, work, int.Parse(said.Groups["epoch"].Value, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// To be called before it happens: it is why the work of the trainer begins anew, if it does, even when a result waited there to be accepted.
    /// </summary>
    public void Befall(string trainer, string cause)
    {
        lock (_lock)
            foreach (var attempt in _attempts.Values.SelectMany(of => of.Values).Where(attempt => attempt.Trainer == trainer))
                attempt.Befell = cause;
    }

    public IReadOnlyList<Repeat> Repeats()
    {
        lock (_lock)
        {
            var all = _attempts.SelectMany(of => of.Value.Select(attempt => new Repeat(
                of.Key, attempt.Key, attempt.Value.RepeatedFor, attempt.Value.Repeated, _histories[of.Key])));
            return [.. all.Where(repeat => repeat.Epochs > 0)];
        }
    }

    private Attempt? Find(string work, int number) => _attempts.GetValueOrDefault(work)?.GetValueOrDefault(number);

    private void Begin(string node, string work, int number)
    {
        if (!_attempts.TryGetValue(work, out var of)) _attempts[work] = of = [];
        of[number] = new Attempt { Trainer = node, Cause = of.LastOrDefault(before => before.Key < number).Value?.Befell };
    }

    private void Train(Attempt attempt, string work, int epoch)
    {
        if (!_trained.TryGetValue(work, out var trained)) _trained[work] = trained = [];
        Epochs++;
        if (trained.Add(epoch)) return;
        attempt.Repeated++;
        attempt.RepeatedFor = attempt.Befell ?? attempt.Cause;
    }

    [GeneratedRegex(@"^info: (?<work>.+) attempt (?<attempt>\d+)(?: (?<what>begins)| (?<what>is) given| (?<what>is) over| (?<what>failed)"
        + @"|: a (?<what>late) result was refused| (?<what>ended)| (?<what>trained) epoch (?<epoch>\d+))")]
    private static partial Regex Said();
}
