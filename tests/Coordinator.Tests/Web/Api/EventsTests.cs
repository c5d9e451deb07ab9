using System.Net.ServerSentEvents;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>Server-sent events of a search that runs.</summary>
public sealed class EventsTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_begin_with_all_that_is_known_and_follow_the_search_to_its_end()
    {
        server.Trainer.EpochTime = TimeSpan.FromMilliseconds(150);
        // Trainings wait in their second epoch until this client has seen one of them there.
        using var seen = new ManualResetEventSlim();
        server.Trainer.AtEpoch = epoch => _ = epoch == 0 || seen.Wait(Patience.Limit);
        using (var submitted = await server.SendAsync(HttpMethod.Post, "/searches?id=followed", ApiServer.Search)) Assert.True(submitted.IsSuccessStatusCode);
        var (statuses, epochs) = (new List<StatusDocument>(), new HashSet<(string?, int)>());
        string? first = null;
        CandidateDocument? running = null;
        await foreach (var item in EventsAsync())
        {
            first ??= item.EventType;
            if (item.EventType == "status") statuses.Add(Read<StatusDocument>(item.Data));
            if (item.EventType == "slots")
            {
                foreach (var slot in Read<SlotsDocument>(item.Data).Slots) epochs.Add((slot.Candidate, slot.Epoch));
                if (Read<SlotsDocument>(item.Data).Slots.FirstOrDefault(slot => slot.Epoch > 0) is { Candidate: { } candidate } && running is null)
                {
                    var address = new Uri($"/searches/followed/candidates/{candidate}", UriKind.Relative);
                    running = DocumentJson.Read<CandidateDocument>(await server.Http.GetByteArrayAsync(address, Cancel));
                    seen.Set();
                }
            }
            if (statuses.LastOrDefault()?.Status == "finished") break;
        }
        Assert.Equal("status", first);
        Assert.Equal("finished", statuses[^1].Status);
        Assert.Equal(statuses.Select(status => status.Candidates.Done).Order(), statuses.Select(status => status.Candidates.Done));
        Assert.True(statuses.Count > 3 && epochs.Count > 5, $"{statuses.Count} states, {epochs.Count} positions");
        Assert.True(running!.State != "waiting" && running.Runs[0].Curve.Count > 0, $"{running.State} with {running.Runs[0].Curve.Count} points");

        await foreach (var item in EventsAsync())
        {
            Assert.Equal(("status", "finished"), (item.EventType, Read<StatusDocument>(item.Data).Status));
            break;
        }
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync()
    {
        using var response = await server.Http.GetAsync(
            new Uri("/searches/followed/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancel);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancel)) yield return item;
    }

    private static T Read<T>(string json) => DocumentJson.Read<T>(System.Text.Encoding.UTF8.GetBytes(json));
}
