using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>
/// Asks a cluster's coordinators, one after another until one answers. Every request may be repeated: coordinators carry it out once. While no coordinator
/// is active, or the journal fails, it prints so once and keeps asking.
/// </summary>
internal sealed class ClusterClient(Uri[] coordinators, string? token, HttpMessageHandler? handler, Terminal terminal) : IDisposable
{
    /// <summary>A coordinator waits ten seconds for the active one before it reports that there is none.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http = new(
        handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3), UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { Authorization = token is null ? null : new("Bearer", token) },
    };

    private string? _said;
    private int _at;

    /// <summary>How long the client asks again a cluster that is running but does not answer at the moment.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A coordinator that sends nothing for so long has stopped, and the next one is asked.</summary>
    public TimeSpan Silence { get; init; } = AnswerWithin;

    public Task<byte[]> GetAsync(string path, CancellationToken cancel) => SendAsync(path, null, WholeAsync, cancel);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancel) => DocumentJson.Read<T>(await GetAsync(path, cancel));

    public Task<byte[]> PostAsync(string path, string? body, CancellationToken cancel) => SendAsync(path, request =>
    {
        request.Method = HttpMethod.Post;
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");
    }, WholeAsync, cancel);

    public void Dispose() => _http.Dispose();

    /// <summary>The answer of the first coordinator that has one. Its body is not read yet, and may break off.</summary>
    /// <param name="prepare">Changes each GET request before it is sent.</param>
    /// <exception cref="BadInputException">Refused.</exception>
    /// <exception cref="IOException">No coordinator answers.</exception>
    public Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage>? prepare, CancellationToken cancel) =>
        SendAsync(path, prepare, (response, _) => Task.FromResult(response), cancel);

    /// <param name="read">Gets a response that is no refusal; where it breaks off, the next coordinator is asked.</param>
    private async Task<T> SendAsync<T>(
        string path, Action<HttpRequestMessage>? prepare, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel) where T : class
    {
        var began = Stopwatch.StartNew();
        var (heard, reason) = (_said is not null || Patience == Timeout.InfiniteTimeSpan, "");
        while (true)
        {
            for (var turn = 0; turn < coordinators.Length; turn++, Next())
            {
                if (await TryAsync() is not { } answer) continue;
                Answered();
                return answer;
            }
            if (!heard)
            {
                var addresses = string.Join(", ", coordinators.Select(uri => uri.GetLeftPart(UriPartial.Authority)));
                throw new IOException($"no coordinator answers at {addresses}: {reason} (--coordinator, or ACTORSEARCH_COORDINATOR)");
            }
            if (Patience != Timeout.InfiniteTimeSpan && began.Elapsed > Patience) throw new IOException($"no answer for {Patience.TotalSeconds:0} s: {reason}");
            Say(reason);
            reason = "";
            await Task.Delay(AskAgainAfter, cancel);
        }

        async Task<T?> TryAsync()
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(AnswerWithin);
            var (isCoordinator, why) = (false, "");
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinators[_at], path));
                prepare?.Invoke(request);
                var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                isCoordinator = true;
                if (response.IsSuccessStatusCode) return await read(response, cancel);
                using (response)
                {
                    var problem = await ProblemAsync(response, limit.Token);
                    why = response.StatusCode == HttpStatusCode.ServiceUnavailable ? problem.Detail : throw Refused(problem);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                why = e.GetBaseException().Message.ReplaceLineEndings(" ");
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                (isCoordinator, why) = (true, $"no answer within {AnswerWithin.TotalSeconds:0} s");
            }
            heard |= isCoordinator;
            if (reason.Length == 0 || isCoordinator) reason = why;
            return null;
        }
    }

    /// <summary>Prints once what the command waits for.</summary>
    public void Say(string reason)
    {
        if (_said != reason) terminal.Error.WriteLine($"waiting: {reason}");
        _said = reason;
    }

    /// <summary>The command waits for nothing any more.</summary>
    public void Answered() => _said = null;

    /// <summary>The present coordinator does not answer any more: the next one is asked first.</summary>
    public void Next() => _at = (_at + 1) % coordinators.Length;

    private async Task<byte[]> WholeAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using (response) return await WatchedStream.ReadAllAsync(response.Content, Silence, NodeClient.LongestDocument, cancel);
    }

    private static BadInputException Refused(ProblemDocument problem) => new(problem.Detail)
    {
        Lines = problem.Errors is { Count: > 0 } errors ? [.. errors.Select(error => error.ToString())] : [problem.Detail],
    };

    private static async Task<ProblemDocument> ProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var content = await response.Content.ReadAsByteArrayAsync(cancel);
        try
        {
            if (response.Content.Headers.ContentType?.MediaType == HttpProblem.ContentType) return DocumentJson.Read<ProblemDocument>(content);
        }
        catch (JsonException)
        {
        }
        return new("", "", (int)response.StatusCode, $"{(int)response.StatusCode} {response.ReasonPhrase}: no coordinator of ActorSearch answers there");
    }
}
