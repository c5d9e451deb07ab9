using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>
/// Asks a cluster's coordinators, one after another until one answers. Every request may be repeated: what was asked for twice is done once. While no coordinator is active, or
/// the journal fails, it says so once and goes on asking.
/// </summary>
internal sealed class ClusterClient : IDisposable
{
    /// <summary>A coordinator waits ten seconds for the active one before it says that there is none.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;
    private readonly Uri[] _coordinators;
    private readonly Terminal _terminal;
    private string? _said;
    private int _at;

    public ClusterClient(Uri[] coordinators, string? token, HttpMessageHandler? handler, Terminal terminal)
    {
        (_coordinators, _terminal) = (coordinators, terminal);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3), UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>How long a cluster that is there, but does not answer just now, is asked again.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A coordinator that sends nothing for so long has stopped, and the next one is asked.</summary>
    public TimeSpan Silence { get; init; } = AnswerWithin;

    public Task<byte[]> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, WholeAsync, cancel);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancel) => DocumentJson.Read<T>(await GetAsync(path, cancel));

    public Task<byte[]> PostAsync(string path, string? body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, _ => body is null ? null : new StringContent(body, Encoding.UTF8, "application/yaml"), WholeAsync, cancel);

    public void Dispose() => _http.Dispose();

    /// <summary>The answer of the first coordinator that has one. Its body is not read yet, and may break off.</summary>
    /// <param name="prepare">Of each request that is sent; returns its body.</param>
    /// <exception cref="BadInputException">Refused.</exception>
    /// <exception cref="IOException">No coordinator answers.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Func<HttpRequestMessage, HttpContent?>? prepare, CancellationToken cancel) =>
        SendAsync(method, path, prepare, (response, _) => Task.FromResult(response), cancel);

    /// <param name="read">Gets a response that is no refusal; where it breaks off, the next coordinator is asked.</param>
    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, Func<HttpRequestMessage, HttpContent?>? prepare, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel) where T : class
    {
        var began = Environment.TickCount64;
        var (heard, reason) = (_said is not null || Patience == Timeout.InfiniteTimeSpan, "");
        while (true)
        {
            for (var turn = 0; turn < _coordinators.Length; turn++, _at = (_at + 1) % _coordinators.Length)
            {
                var (answer, why, isCoordinator) = await TryAsync(method, path, prepare, read, cancel);
                if (answer is not null)
                {
                    Answered();
                    return answer;
                }
                heard |= isCoordinator;
                if (reason.Length == 0 || isCoordinator) reason = why!;
            }
            if (!heard) throw new IOException($"no coordinator answers at {string.Join(", ", _coordinators.Select(uri => uri.GetLeftPart(UriPartial.Authority)))}: {reason} (--coordinator, or ACTORSEARCH_COORDINATOR)");
            if (Patience != Timeout.InfiniteTimeSpan && Environment.TickCount64 - began > Patience.TotalMilliseconds) throw new IOException($"no answer for {Patience.TotalSeconds:0} s: {reason}");
            Say(reason);
            reason = "";
            await Task.Delay(AskAgainAfter, cancel);
        }
    }

    /// <summary>Says once what is waited for.</summary>
    public void Say(string reason)
    {
        if (_said != reason) _terminal.Error.WriteLine($"waiting: {reason}");
        _said = reason;
    }

    /// <summary>Nothing is waited for any more.</summary>
    public void Answered() => _said = null;

    /// <summary>The present coordinator does not answer any more: the next one is asked first.</summary>
    public void Next() => _at = (_at + 1) % _coordinators.Length;

    private async Task<(T? Answer, string? Why, bool IsCoordinator)> TryAsync<T>(
        HttpMethod method, string path, Func<HttpRequestMessage, HttpContent?>? prepare, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancel) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerWithin);
        var answers = false;
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(_coordinators[_at], path));
            request.Content = prepare?.Invoke(request);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            answers = true;
            if (response.IsSuccessStatusCode) return (await read(response, cancel), null, true);
            using (response)
            {
                var problem = await ProblemAsync(response, limit.Token);
                return response.StatusCode == HttpStatusCode.ServiceUnavailable ? (null, problem.Detail, true) : throw Refused(problem);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, e.GetBaseException().Message.ReplaceLineEndings(" "), answers);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"no answer within {AnswerWithin.TotalSeconds:0} s", true);
        }
    }

    private async Task<byte[]> WholeAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using (response) return await WatchedStream.ReadAllAsync(response.Content, Silence, cancel);
    }

    private BadInputException Refused(ProblemDocument problem)
    {
        if (problem.Errors is not { Count: > 0 } errors) return new BadInputException(problem.Detail);
        foreach (var error in errors.SkipLast(1)) _terminal.Error.WriteLine(error);
        return new BadInputException(errors[^1].ToString());
    }

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
