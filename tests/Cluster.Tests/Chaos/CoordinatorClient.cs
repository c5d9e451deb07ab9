using System.Net;
using System.Text;

namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>Asks one coordinator after another until one answers, as a client of a cluster has to.</summary>
internal sealed class CoordinatorClient(IReadOnlyList<string> addresses) : IDisposable
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="InvalidOperationException">An answer that no failure of a machine explains: the search is gone, or its file refused.</exception>
    public async Task<byte[]> AskAsync(HttpMethod method, string path, string? body, CancellationToken cancel)
    {
        for (var turn = 0; ; turn++)
        {
            if (await TryAsync(method, addresses[turn % addresses.Count] + path, body, OneAnswer, cancel) is { } answer) return answer;
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>The first of these that answers for the active coordinator.</summary>
    public async Task AnswersAsync(string path, IReadOnlyList<int> coordinators, CancellationToken cancel)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await await Task.WhenAny(coordinators.Select(async coordinator =>
        {
            // What was sent to one that is gone is lost; and a busy machine takes its time to answer.
            for (var time = TimeSpan.FromMilliseconds(500); ; time = time * 1.1 < Longest ? time * 1.1 : Longest)
            {
                if (await TryAsync(HttpMethod.Get, addresses[coordinator] + path, null, time, found.Token) is not null) return;
                await Task.Delay(20, found.Token);
            }
        }));
        await found.CancelAsync();
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]?> TryAsync(HttpMethod method, string address, string? body, TimeSpan within, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(within);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address));
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");
            using var response = await _http.SendAsync(request, limit.Token);
            var content = await response.Content.ReadAsByteArrayAsync(limit.Token);
            if (response.IsSuccessStatusCode) return content;
            return response.StatusCode == HttpStatusCode.ServiceUnavailable
                ? null
                : throw new InvalidOperationException($"{method} {address}: {(int)response.StatusCode} {Encoding.UTF8.GetString(content)}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
