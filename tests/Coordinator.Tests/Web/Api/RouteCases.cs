namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <param name="Body">Of a POST or PUT.</param>
/// <param name="Type">The body's content type.</param>
/// <param name="Status">The answer.</param>
/// <param name="Reason">A word of the refusal.</param>
internal sealed record Ask(string Path, int Status, string Reason = "", string? Body = null, string Type = "application/yaml");

/// <summary>What a route is asked: what it is for, what it refuses, and things that are not there.</summary>
/// <param name="Bad">At least one for every parameter of the query and for a body.</param>
/// <param name="Missing">At least one for every parameter of the path; none where the path has none.</param>
internal sealed record RouteCases(Ask Good, Ask[] Bad, Ask[] Missing)
{
    private const string Wrong = "name: x\nmodle: {}";

    private static readonly string Sha = new('a', 64);

    /// <summary>Of the list of candidates; each begins with the parameter that is refused.</summary>
    private static readonly string[] WrongQueries =
    [
        "state=dnoe", "level=x", "rate=NaN", "class_cost=x", "rewind=soon", "front=perhaps", "parent=" + new string('x', 101), "order=size", "offset=-1",
        "limit=501",
    ];

    /// <summary>Among them what a page of another site can send without asking first.</summary>
    private static Ask[] OtherTypes(string path) =>
    [
        .. new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/octet-stream", "application/json" }
            .Select(type => new Ask(path, 415, "application/yaml", ApiServer.Search, type)),
    ];

    private static Ask[] NoSearch(string rest) =>
    [
        new($"/searches/none{rest}", 404, "no search none"), new($"/searches/a%2Fb{rest}", 404, "no search"),
        new($"/searches/{new string('x', 101)}{rest}", 404, "no search"),
    ];

    private static Ask[] NoCandidate(string rest) =>
    [
        .. NoSearch($"/candidates/root{rest}"), new($"/searches/done/candidates/zzz{rest}", 404, "no candidate zzz"),
        new($"/searches/done/candidates/{new string('z', 101)}{rest}", 404, "no candidate"),
    ];

    private static RouteCases Order(string name) =>
        new(new($"/searches/steered/{name}", 200), [new($"/searches/done/{name}", 409, "finished")], NoSearch($"/{name}"));

    /// <summary>By route. `done` is a finished search, `steered` one that runs.</summary>
    public static IReadOnlyDictionary<string, RouteCases> All { get; } = new Dictionary<string, RouteCases>
    {
        ["POST /searches"] = new(new("/searches?id=done", 201, Body: ApiServer.Search),
            [
                new("/searches", 400, "more)", Wrong), new("/searches", 400, "empty", ""), new("/searches?id=a/b", 400, "id: a/b", ApiServer.Search),
                new("/searches", 413, "large", new string('#', 2 << 20)), .. OtherTypes("/searches?id=done"),
            ], []),
        ["GET /searches"] = new(new("/searches", 200), [new("/searches?limit=3", 400, "limit: is no parameter")], []),
        ["GET /searches/{id}"] = new(new("/searches/done", 200), [new("/searches/done?id=done", 400, "id: is no parameter")], NoSearch("")),
        ["GET /searches/{id}/front.json"] = new(new("/searches/done/front.json", 200), [], NoSearch("/front.json")),
        ["GET /searches/{id}/slots"] = new(new("/searches/done/slots", 200), [], NoSearch("/slots")),
        ["GET /searches/{id}/points"] = new(new("/searches/done/points", 200), [], NoSearch("/points")),
        ["GET /searches/{id}/history"] = new(new("/searches/done/history", 200), [], NoSearch("/history")),
        ["GET /searches/{id}/tree"] = new(new("/searches/done/tree", 200), [], NoSearch("/tree")),
        ["GET /searches/{id}/events"] = new(new("/searches/done/events", 200), [], NoSearch("/events")),
        ["POST /searches/{id}/pause"] = Order("pause"),
        ["POST /searches/{id}/resume"] = Order("resume"),
        ["POST /searches/{id}/cancel"] = Order("cancel"),
        ["GET /searches/{id}/candidates"] = new(
            new("/searches/done/candidates?state=done&level=1&rate=0.3&class_cost=5&rewind=1&front=true&parent=root&order=-fn&offset=1&limit=500", 200),
            [.. WrongQueries
                .Select(query => new Ask($"/searches/done/candidates?{query}", 400, query[..query.IndexOf('=', StringComparison.Ordinal)])),
                new("/searches/done/candidates?ordre=fn", 400, "order"), new("/searches/done/candidates?parent=", 404, "no candidate")],
            [.. NoSearch("/candidates"), new("/searches/done/candidates?parent=zzz", 404, "no candidate zzz")]),
        ["GET /searches/{id}/candidates/{candidate}"] = new(new("/searches/done/candidates/root", 200), [], NoCandidate("")),
        ["GET /searches/{id}/candidates/{candidate}/ticket"] = Ticket,
        ["HEAD /searches/{id}/candidates/{candidate}/ticket"] = Ticket,
        ["POST /check"] = new(new("/check?data=false", 200, Body: ApiServer.Search),
            [new("/check?data=perhaps", 400, "data", ApiServer.Search), new("/check", 413, "large", new string('#', 2 << 20)), .. OtherTypes("/check")], []),
        ["GET /trainers"] = new(new("/trainers", 200), [], []),
        ["GET /openapi/v1.json"] = new(new("/openapi/v1.json", 200), [], []),
        // Those of trainers (docs/checkpoint-store.md) answer one line of text.
        ["GET /checkpoints/{sha256}"] = new(
            new($"/checkpoints/{ApiServer.StoredFile}", 200), [new("/checkpoints/x", 400, "64 hex digits")],
            [new($"/checkpoints/{Sha}", 404, "no such file")]),
        ["HEAD /checkpoints/{sha256}"] = new(new($"/checkpoints/{ApiServer.StoredFile}", 200), [new("/checkpoints/x", 400)], [new($"/checkpoints/{Sha}", 404)]),
        ["PUT /checkpoints/{sha256}"] = new(
            new($"/checkpoints/{ApiServer.StoredFile}", 200, Body: ApiServer.StoredText),
            [new("/checkpoints/x", 400, "64 hex digits", "x"), new($"/checkpoints/{Sha}", 422, "hash", "x")],
            [new($"/checkpoints/{Sha}0", 400, "64 hex digits", "x")]),
        ["DELETE /checkpoints/{sha256}"] = new(
            new($"/checkpoints/{Sha}", 204), [new($"/checkpoints/{Sha}?unless-written-since=x", 400, "unless-written-since")],
            [new("/checkpoints/x", 400, "64 hex digits")]),
        ["HEAD /checkpoints/{sha256}/upload"] = new(
            new($"/checkpoints/{Sha}/upload", 200), [new("/checkpoints/x/upload", 400)], [new($"/checkpoints/{Sha}0/upload", 400)]),
        ["GET /checkpoints"] = new(
            new("/checkpoints?written-before=2099-01-01T00:00:00.0000000Z", 200),
            [new("/checkpoints", 400, "written-before"), new("/checkpoints?written-before=2099-01-01T00:00:00.0000000Z&after=x", 400, "after")], []),
    };

    private static RouteCases Ticket => new(new("/searches/done/candidates/root/ticket?replicate=0", 200),
        [new("/searches/done/candidates/root/ticket?replicate=x", 400, "replicate"), new("/searches/done/candidates/root/ticket?replicate=1", 404, "runs")],
        NoCandidate("/ticket"));

    /// <summary>Names the case where it fails.</summary>
    public static string Text(string route, Ask ask) => string.Create(CultureInfo.InvariantCulture, $"{route}: {ask.Path[..Math.Min(100, ask.Path.Length)]}");
}
