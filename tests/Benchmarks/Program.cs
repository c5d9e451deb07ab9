using ActorSearch.Benchmarks;

var benchmarks = new Dictionary<string, Action> { ["training"] = TrainingBenchmark.Run };
if (args is [var name] && benchmarks.TryGetValue(name, out var benchmark))
{
    benchmark();
    return 0;
}
Console.Error.WriteLine($"usage: Benchmarks {string.Join(" | ", benchmarks.Keys)}");
return 2;
