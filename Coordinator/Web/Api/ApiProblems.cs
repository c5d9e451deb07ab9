using System.Reflection;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Store;
using ActorSearch.TrainerNode.Node.Http;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>A request is refused with this status, for this reason.</summary>
internal sealed class RefusedException(int status, string detail, IReadOnlyList<FileProblem>? errors = null) : Exception(detail)
{
    public int Status => status;
    public IReadOnlyList<FileProblem>? Errors => errors;
}

/// <summary>Every refusal is a problem document (RFC 9457), whoever refuses: a route, the routing, or the server.</summary>
internal static class ApiProblems
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
        catch (Exception e) when (!http.Response.HasStarted && Of(e, http) is { } problem)
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

    private static ProblemDocument? Of(Exception e, HttpContext http) => e switch
    {
        RefusedException refused => New(refused.Status, refused.Message) with { Errors = refused.Errors },
        BadInputException input => New(StatusCodes.Status400BadRequest, input.WithoutContent),
        BadHttpRequestException bad => New(bad.StatusCode, Unbound(http) ?? bad.Message),
        JournalAwayException { Away: var away } => New(StatusCodes.Status503ServiceUnavailable, away.Reason) with { Waiting = new(away.Reason, away.Since, away.RetryAt) },
        PeerAwayException => New(StatusCodes.Status503ServiceUnavailable, e.Message),
        AskTimeoutException => New(StatusCodes.Status503ServiceUnavailable, "no coordinator is active at the moment, or its journal fails; ask again"),
        _ => null,
    };

    private static ProblemDocument New(int status, string detail) => new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail.ReplaceLineEndings(" "));

    /// <summary>The first value of the query that is none of its parameter's type; null when all are.</summary>
    private static string? Unbound(HttpContext http) =>
    (
        from parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []
        let name = parameter.ParameterInfo.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name
        from text in http.Request.Query[name]
        let expected = Type.GetTypeCode(Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType) switch
        {
            TypeCode.Double when !double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _) => "a number",
            TypeCode.Int32 when !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => "a whole number",
            TypeCode.Boolean when !bool.TryParse(text, out _) => "true or false",
            _ => null,
        }
        where expected is not null
        select $"{name}: {text} is not {expected}"
    ).FirstOrDefault();

    /// <exception cref="RefusedException">The query has a parameter that the route does not know.</exception>
    public static void RequireKnownQuery(HttpContext http)
    {
        string[] known =
        [
            .. from parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []
               let type = parameter.ParameterInfo.ParameterType
               where type == typeof(string[]) || Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) != TypeCode.Object
               let name = parameter.ParameterInfo.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name
               where !http.Request.RouteValues.ContainsKey(name)
               select name,
        ];
        if (http.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new RefusedException(StatusCodes.Status400BadRequest, $"{unknown}: is no parameter of this request{NearestName.Hint(unknown, known)}");
    }

    private static string Reason(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {http.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not possible here",
        var status => ReasonPhrases.GetReasonPhrase(status),
    };

    private static void SetRetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
