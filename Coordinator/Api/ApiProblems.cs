using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Documents;
using ActorSearch.Coordinator.Store;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Http;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorSearch.Coordinator.Api;

/// <summary>A request is refused with this status, for this reason.</summary>
internal sealed class RefusedException(int status, string detail, IReadOnlyList<FileProblem>? errors = null) : Exception(detail)
{
    public int Status => status;
    public IReadOnlyList<FileProblem>? Errors => errors;
}

/// <summary>Every refusal is a problem document (RFC 9457), whoever refuses: a route, the routing, or the server.</summary>
internal static partial class ApiProblems
{
    public const string ContentType = HttpProblem.ContentType;

    /// <summary>Answers one line of text, for trainers (docs/checkpoint-store.md).</summary>
    private const string StorePath = "/checkpoints";

    public static void UseApiProblems(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && !http.Request.Path.StartsWithSegments(StorePath, StringComparison.Ordinal))
                await WriteAsync(http, http.Response.StatusCode, Reason(http));
        }
        catch (Exception e) when (!http.Response.HasStarted && Of(e) is { } problem)
        {
            if (problem.Waiting is { } waiting) SetRetryAfter(http, waiting.RetryAt - DateTimeOffset.UtcNow);
            else if (problem.Status == StatusCodes.Status503ServiceUnavailable) SetRetryAfter(http, TimeSpan.FromSeconds(1));
            await WriteAsync(http, problem);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    });

    public static Task WriteAsync(HttpContext http, int status, string detail) => WriteAsync(http, New(status, detail));

    private static async Task WriteAsync(HttpContext http, ProblemDocument problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = ContentType;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, DocumentJson.Options), http.RequestAborted);
    }

    private static ProblemDocument? Of(Exception e) => e switch
    {
        RefusedException refused => New(refused.Status, refused.Message) with { Errors = refused.Errors },
        BadInputException bad => New(StatusCodes.Status400BadRequest, bad.WithoutContent),
        BadHttpRequestException http => New(http.StatusCode, Bound(http.Message)),
        JournalAwayException { Away: var away } => New(StatusCodes.Status503ServiceUnavailable, away.Reason) with { Waiting = new(away.Reason, away.Since, away.RetryAt) },
        PeerAwayException => New(StatusCodes.Status503ServiceUnavailable, e.Message),
        AskTimeoutException => New(StatusCodes.Status503ServiceUnavailable, "no coordinator is active at the moment, or its journal fails; ask again"),
        _ => null,
    };

    private static ProblemDocument New(int status, string detail) => new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail.ReplaceLineEndings(" "));

    /// <summary>`Failed to bind parameter "Nullable&lt;double&gt; ClassCost" from "x".` means `class_cost: x ...` to whoever asked.</summary>
    private static string Bound(string message)
    {
        if (Binding().Match(message) is not { Success: true } match) return message;
        var expected = match.Groups["type"].Value switch { "double" => "a number", "int" => "a whole number", "bool" => "true or false", _ => "something else" };
        return $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value)}: {match.Groups["value"].Value} is not {expected}";
    }

    [GeneratedRegex("""^Failed to bind parameter "(Nullable<)?(?<type>\w+)>? (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Binding();

    private static string Reason(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {http.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not possible here",
        var status => ReasonPhrases.GetReasonPhrase(status),
    };

    private static void SetRetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
