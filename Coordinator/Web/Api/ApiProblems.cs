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

    /// <summary>There is no such thing.</summary>
    public static RefusedException Missing(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>Not at the moment; the request may be repeated.</summary>
    public static RefusedException Busy(string detail) => new(StatusCodes.Status503ServiceUnavailable, detail);
}

/// <summary>Every refusal, by a route, the routing or the server, is a problem document (RFC 9457).</summary>
internal static class ApiProblems
{
    /// <summary>Answers one line of text, for trainers (docs/checkpoint-store.md).</summary>
    private const string StorePath = "/checkpoints";

    public static void UseApiProblems(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null }
                && !http.Request.Path.StartsWithSegments(StorePath, StringComparison.Ordinal))
                await WriteAsync(http, http.Response.StatusCode, Reason(http));
        }
        catch (Exception e) when (!http.Response.HasStarted && Of(e, http) is { } problem)
        {
            if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            {
                var seconds = Math.Ceiling((problem.Waiting?.RetryAt - DateTimeOffset.UtcNow)?.TotalSeconds ?? 1);
                http.Response.Headers.RetryAfter = Math.Max(1, (int)seconds).ToString(CultureInfo.InvariantCulture);
            }
            await WriteAsync(http, problem);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
    });

    public static Task WriteAsync(HttpContext http, int status, string detail) => WriteAsync(http, New(status, detail));

    private static async Task WriteAsync(HttpContext http, ProblemDocument problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = HttpProblem.ContentType;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, DocumentJson.Options), http.RequestAborted);
    }

    private static ProblemDocument? Of(Exception e, HttpContext http) => e switch
    {
        RefusedException refused => New(refused.Status, refused.Message) with { Errors = refused.Errors },
        BadInputException input => New(StatusCodes.Status400BadRequest, input.WithoutContent),
        BadHttpRequestException bad => New(bad.StatusCode, Unbound(http) ?? bad.Message),
        JournalAwayException { Away: var away } => Busy(away.Reason) with { Waiting = WaitingDocument.Of(away) },
        PeerAwayException => Busy(e.Message),
        AskTimeoutException => Busy("no coordinator is active at the moment, or its journal fails; ask again"),
        _ => null,
    };

    private static ProblemDocument Busy(string detail) => New(StatusCodes.Status503ServiceUnavailable, detail);

    private static ProblemDocument New(int status, string detail) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(status), status, detail.ReplaceLineEndings(" "));

    /// <summary>The first value of the query that is none of its parameter's type; null when all are.</summary>
    private static string? Unbound(HttpContext http) =>
    (
        from parameter in Parameters(http)
        from text in http.Request.Query[parameter.Name]
        let expected = Type.GetTypeCode(parameter.Type) switch
        {
            TypeCode.Double when !double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _) => "a number",
            TypeCode.Int32 when !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) => "a whole number",
            TypeCode.Boolean when !bool.TryParse(text, out _) => "true or false",
            _ => null,
        }
        where expected is not null
        select $"{parameter.Name}: {text} is not {expected}"
    ).FirstOrDefault();

    /// <exception cref="RefusedException">The query has a parameter that the route does not know.</exception>
    public static void RequireKnownQuery(HttpContext http)
    {
        string[] known =
        [
            .. from parameter in Parameters(http)
               where parameter.Type == typeof(string[]) || Type.GetTypeCode(parameter.Type) != TypeCode.Object
               where !http.Request.RouteValues.ContainsKey(parameter.Name)
               select parameter.Name,
        ];
        if (http.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new RefusedException(StatusCodes.Status400BadRequest, $"{unknown}: is no parameter of this request{NearestName.Hint(unknown, known)}");
    }

    /// <summary>The parameters of the route's handler: names as in addresses, types without `?`.</summary>
    private static IEnumerable<(string Name, Type Type)> Parameters(HttpContext http) =>
        from binding in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []
        let parameter = binding.ParameterInfo
        select (
            parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? binding.Name,
            Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);

    private static string Reason(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"there is nothing at {http.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not possible here",
        var status => ReasonPhrases.GetReasonPhrase(status),
    };
}
