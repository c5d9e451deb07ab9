using ActorSearch.Benchmarks;

var benchmarks = new Dictionary<string, Action<Options>>
{
    ["training"] = TrainingBenchmark.Run,
    ["search"] = SearchBenchmark.Run,
    ["slots"] = SlotsBenchmark.Run,
    ["one-slot"] = SlotsBenchmark.Alone,
    ["bootstrap"] = BootstrapBenchmark.Run,
    ["metrics"] = MetricsBenchmark.Run,
    ["finished"] = FinishedBenchmark.Run,
};
if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var benchmark) && Options.Read(rest) is { } options)
{
    benchmark(options);
    return 0;
}
Console.Error.WriteLine(
    $"usage: Benchmarks {string.Join(" | ", benchmarks.Keys)} [--only NETWORK] [--density 5,1] [--rounds N] [--seconds S] [--chains N] "
    + "[--masks random|chain] [--json FILE]");
return 2;
