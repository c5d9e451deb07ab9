using System.Text;
using System.Text.Json.Nodes;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>Shows what the events of a search report: each as a line of JSON, or together as progress for people.</summary>
internal sealed class WatchView(Terminal terminal, ClusterClient client, string format)
{
    private readonly ProgressView _progress = new(terminal);
    private SlotsDocument? _slots;
    private StatusDocument? _status;
    private string? _waiting;

    /// <summary>Follows a search until it ends, and writes its front.</summary>
    /// <param name="search">Its path in the API.</param>
    /// <returns>It finished; false = an operator cancelled it.</returns>
    public async Task<bool> FollowAsync(string search, CancellationToken cancel)
    {
        try
        {
            await foreach (var (name, json) in new EventStream(client, $"{search}/events").ReadAsync(cancel))
            {
                Show(name, json);
                if (_status is { Status: "finished" or "cancelled" }) break;
            }
        }
        finally
        {
            terminal.Live?.Clear();
        }
        if (format == "table") FrontTable.Write(terminal, await client.GetAsync<FrontDocument>($"{search}/front.json", cancel));
        return _status is { Status: "finished" };
    }

    private void Show(string name, string json)
    {
        T Read<T>() => DocumentJson.Read<T>(Encoding.UTF8.GetBytes(json));
        if (format == "json") terminal.Out.WriteLine(new JsonObject { [name] = JsonNode.Parse(json) }.ToJsonString());
        switch (name)
        {
            case "status":
                _status = Read<StatusDocument>();
                _waiting = _status.Waiting?.Reason;
                break;
            case "slots":
                _slots = Read<SlotsDocument>();
                break;
            case "waiting":
                _waiting = JsonNode.Parse(json)?["reason"]?.GetValue<string>() ?? "";
                break;
            default: return;
        }
        if (_waiting is { } reason) client.Say(reason);
        else client.Answered();
        if (format == "table" && _status is { } status) _progress.Show(status, _slots, _waiting);
    }
}
