using System.Net;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Http;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>
/// Documents of the active coordinator, for one that is not: it asks the same HTTP interface as clients, with the token that all coordinators share, and
/// over HTTPS takes only a certificate of their authority.
/// </summary>
/// <param name="token">Null: none is wanted.</param>
/// <param name="handler">Null: it trusts no authority.</param>
/// <param name="https">Coordinators serve HTTPS: over plain HTTP the token could be read on the way.</param>
internal sealed class ActiveDocuments(string? token, HttpMessageHandler? handler, bool https = false) : IDisposable
{
    /// <summary>Header of a request from another coordinator. A coordinator that is not active refuses such a request, so that none goes in circles.</summary>
    public const string Forwarded = "ActorSearch-Forwarded";

    /// <summary>As long as the active coordinator waits for its own actors.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>For a whole document, however slowly it comes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = NodeClient.New(token, Timeout.InfiniteTimeSpan, handler);

    /// <param name="coordinator">The active one's address.</param>
    /// <exception cref="RefusedException">There is no such document, or that coordinator does not answer or lets this one have none (503).</exception>
    /// <exception cref="JournalAwayException">Its journal fails.</exception>
    /// <exception cref="AskTimeoutException">It is not active any more.</exception>
    public async Task<byte[]> ReadAsync(string? coordinator, GetDocument ask, CancellationToken cancel)
    {
        if (coordinator is null)
            throw RefusedException.Busy("the HTTP of the active coordinator serves its own machine only (its setting http-host); ask there");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var patience = Silence;
        limit.CancelAfter(patience);
        try
        {
            var address = new Uri(new Uri(coordinator), PathOf(ask));
            if (https && address.Scheme != Uri.UriSchemeHttps)
                throw RefusedException.Busy($"the active coordinator at {coordinator} does not serve HTTPS, as this one does (setting insecure); ask there");
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add(Forwarded, "1");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            limit.CancelAfter(patience = Longest);
            var content = await WatchedStream.ReadAllAsync(response.Content, Silence, NodeClient.LongestDocument, limit.Token);
            if (!response.IsSuccessStatusCode) throw Refused(response, content);
            var type = response.Content.Headers.ContentType?.MediaType;
            return type == "application/json" ? content : throw Silent(coordinator, $"what came is {type ?? "of no type"} and no document");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or UriFormatException)
        {
            throw Silent(coordinator, e.GetBaseException().Message.ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw Silent(coordinator, e.InnerException is TimeoutException ? "it cannot be reached" : $"no whole answer within {patience.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="RefusedException">No candidate can have this name.</exception>
    private static string PathOf(GetDocument ask) => $"/searches/{ask.Search.Value}" + ask.Document switch
    {
        DocumentKind.Status => "",
        DocumentKind.Front => "/front.json",
        DocumentKind.Candidates => "/candidates" + CandidatesRequest.Text(ask.Query!),
        // As a part of a path, dots alone would lead elsewhere.
        DocumentKind.Candidate when ask.Candidate is { } name && name.Any(letter => letter != '.') => $"/candidates/{Uri.EscapeDataString(name)}",
        DocumentKind.Candidate => throw RefusedException.Missing($"no candidate {ask.Candidate}"),
        var other => $"/{other.ToString().ToLowerInvariant()}",
    };

    private static RefusedException Silent(string coordinator, string reason) =>
        RefusedException.Busy($"the active coordinator at {coordinator} does not answer: {reason}");

    private static Exception Refused(HttpResponseMessage response, byte[] content)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == HttpProblem.ContentType
            ? DocumentJson.Read<ProblemDocument>(content) : null;
        return response.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable when problem?.Waiting is { } waiting =>
                new JournalAwayException(new JournalAway(waiting.Reason, waiting.Since, waiting.RetryAt)),
            HttpStatusCode.ServiceUnavailable => new AskTimeoutException(problem?.Detail ?? "the active coordinator cannot answer"),
            HttpStatusCode.NotFound when problem is not null => RefusedException.Missing(problem.Detail),
            var status => RefusedException.Busy(
                $"the active coordinator refuses this one: {(int)status} {problem?.Detail} (all coordinators need the same token)"),
        };
    }
}
