using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
using CsCheck;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>
/// Random requests to every route: none is answered with 5xx, none hangs, and every refusal is a problem document. A failure names its seed;
/// CsCheck_Seed=SEED in the environment does it again.
/// </summary>
public sealed class ApiFuzzTests(ApiServer server) : IClassFixture<ApiServer>
{
    private readonly ConcurrentDictionary<int, int> _answers = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_is_answered_with_a_fault_of_the_server()
    {
        await server.FinishedAsync("done");
        server.StoreTickets();
        await RandomRequests.All.SampleAsync(AskAsync, iter: 3_000, threads: 1);
        foreach (var status in new[] { 200, 400, 404, 405, 409, 415, 422 })
            Assert.True(_answers.ContainsKey(status), $"never {status}: {string.Join(", ", _answers)}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _answers.OrderBy(pair => pair.Key)));
    }

    /// <summary>Files that are small and ask for much; each to check and to submit.</summary>
    [Fact]
    public async Task A_file_made_to_cost_much_is_refused_soon()
    {
        foreach (var (name, body) in RandomRequests.Bombs)
        {
            foreach (var path in new[] { "/check?data=false", "/searches?id=bomb" })
            {
                using var response = await SendAsync(new("POST", path, "application/yaml", [], body), name);
                var text = await response.Content.ReadAsStringAsync(Cancel);
                Assert.True((int)response.StatusCode is 200 or 400, $"{name}: {(int)response.StatusCode}");
                if (response.IsSuccessStatusCode) Assert.False(DocumentJson.Read<CheckDocument>(Encoding.UTF8.GetBytes(text)).Good, name);
                Assert.True(text.Length < 1 << 20, $"{name}: an answer of {text.Length} characters");
            }
        }
    }

    private async Task AskAsync(RandomRequest random)
    {
        using var response = await SendAsync(random, random.ToString());
        var status = (int)response.StatusCode;
        _answers.AddOrUpdate(status, 1, (_, count) => count + 1);
        Assert.True(status < 500, $"{status} for {random}");
        if (status < 400 || random.Method == "HEAD") return;
        // What is no HTTP, or has too long a line, the server refuses before anybody is asked.
        if (status is 400 or 414 or 431 && response.Content.Headers.ContentLength == 0) return;
        // Trainers get one line of text.
        if (random.Path.StartsWith("/checkpoints", StringComparison.Ordinal) && status != 401) return;
        Assert.True(
            response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{status} {response.Content.Headers.ContentType} for {random}");
        var problem = DocumentJson.Read<ProblemDocument>(await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(status, problem.Status);
        Assert.False(problem.Detail.Length == 0 || problem.Detail.Contains('\n'), $"{problem.Detail} for {random}");
    }

    /// <summary>Of the same request, before a connection that breaks counts as a fault.</summary>
    private const int Tries = 5;

    /// <summary>
    /// A server may refuse a request and close its connection while a long body is still on its way (RFC 9112, 9.6); the client then sees a broken connection
    /// instead of the answer, and asks again.
    /// </summary>
    private async Task<HttpResponseMessage> SendAsync(RandomRequest random, string what)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await SendOnceAsync(random, what);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException && random.Body is not null && tries < Tries)
            {
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RandomRequest random, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience.Limit);
        using var request = new HttpRequestMessage(new HttpMethod(random.Method), random.Path);
        // A DELETE that succeeds needs no body, and the client sends it all the same: a long one breaks the connection that the server has closed.
        var mostBytes = random.Method switch { "POST" or "PUT" => int.MaxValue, "DELETE" => ApiServer.MostBytes, _ => -1 };
        if (random.Body is { } body && body.Length <= mostBytes)
        {
            request.Content = new ByteArrayContent(body);
            if (random.ContentType is { } type && MediaTypeHeaderValue.TryParse(type, out _))
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        ApiServer.AskFirst(request);
        foreach (var (name, value) in random.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        try
        {
            // Events never end; their beginning is their answer.
            var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream") await response.Content.LoadIntoBufferAsync(limit.Token);
            return response;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer to {what}");
        }
    }
}
