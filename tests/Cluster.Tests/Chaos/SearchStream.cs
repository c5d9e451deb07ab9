using System.Diagnostics;
using System.Text.Json;

namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>
/// One search after another, all from the same file: as long as the chaos lasts one of them runs, and each has to end with the front of an
/// undisturbed run.
/// </summary>
internal sealed class SearchStream(string name, string search, string expectedFront, string fronts, CoordinatorClient client)
{
    private readonly List<string> _different = [];

    private readonly TaskCompletionSource _begun = new();

    /// <summary>Done when the first search is submitted.</summary>
    public Task Begun => _begun.Task;

    public string Current { get; private set; } = "";

    public int Finished { get; private set; }

    /// <summary>Fronts that `cmp` found to differ.</summary>
    public IReadOnlyList<string> Different => _different;

    public async Task RunAsync(Func<bool> goOn, CancellationToken cancel)
    {
        for (var number = 1; number == 1 || goOn(); number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            await client.AskAsync(HttpMethod.Post, $"/searches?id={id}", search, cancel);
            Current = id;
            _begun.TrySetResult();
            while (!await IsFinishedAsync(id, cancel)) await Task.Delay(300, cancel);
            var file = Path.Combine(fronts, $"{id}.json");
            await File.WriteAllBytesAsync(file, await client.AskAsync(HttpMethod.Get, $"/searches/{id}/front.json", null, cancel), cancel);
            using var compare = Process.Start("cmp", [expectedFront, file]);
            await compare.WaitForExitAsync(cancel);
            if (compare.ExitCode != 0) _different.Add(file);
            Finished++;
        }
    }

    private async Task<bool> IsFinishedAsync(string id, CancellationToken cancel)
    {
        using var status = JsonDocument.Parse(await client.AskAsync(HttpMethod.Get, $"/searches/{id}", null, cancel));
        return status.RootElement.GetProperty("status").GetString() == "finished";
    }
}
