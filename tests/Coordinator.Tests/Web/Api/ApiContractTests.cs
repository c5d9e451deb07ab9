using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>What documents and refusals say; <see cref="RouteTests"/> sees that no route is left out.</summary>
public sealed class ApiContractTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Requests that are refused, with the status and a word of the reason.</summary>
    public static TheoryData<string, string, string?, int, string> Refusals => new()
    {
        { "POST", "/searches", "name: x\nmodle: {}", 400, "more)" },
        { "POST", "/searches", "", 400, "empty" },
        { "POST", "/searches?id=a/b", ApiServer.Search, 400, "id: a/b" },
        {
            "POST", "/searches?id=elsewhere",
            "name: x\ndata: { kind: csv, path: some.csv, positive: a }\nmodel: { kind: mlp, sizes: [4] }\nspace: { pruning_rate: [0.5] }",
            400, "relative"
        },
        {
            "POST", "/searches?id=elsewhere",
            "name: x\ndata: { kind: csv, path: /nowhere.csv, positive: a }\nmodel: { kind: mlp, sizes: [4] }\nspace: { pruning_rate: [0.5] }",
            400, "nowhere.csv"
        },
        { "GET", "/searches/none", null, 404, "no search none" },
        { "GET", "/searches/a%2Fb", null, 404, "no search" },
        { "GET", "/searches/none/front.json", null, 404, "no search none" },
        { "GET", "/searches/none/slots", null, 404, "no search none" },
        { "GET", "/searches/none/points", null, 404, "no search none" },
        { "GET", "/searches/none/history", null, 404, "no search none" },
        { "GET", "/searches/none/tree", null, 404, "no search none" },
        { "GET", "/searches/none/events", null, 404, "no search none" },
        { "GET", "/searches/none/candidates", null, 404, "no search none" },
        { "GET", "/searches/none/candidates/root", null, 404, "no search none" },
        { "GET", "/searches/none/candidates/root/ticket", null, 404, "no search none" },
        { "POST", "/searches/none/pause", null, 404, "no search none" },
        { "POST", "/searches/none/resume", null, 404, "no search none" },
        { "POST", "/searches/none/cancel", null, 404, "no search none" },
        { "POST", "/searches/done/pause", null, 409, "finished" },
        { "POST", "/searches/done/resume", null, 409, "finished" },
        { "POST", "/searches/done/cancel", null, 409, "finished" },
        { "POST", "/searches/done/explode", null, 404, "nothing" },
        { "DELETE", "/searches/done", null, 405, "DELETE" },
        { "GET", "/searches/done/candidates/zzz", null, 404, "no candidate zzz" },
        { "GET", "/searches/done/candidates/root/ticket?replicate=1", null, 404, "runs" },
        { "GET", "/searches/done/candidates/root/ticket?replicate=-1", null, 404, "runs" },
        { "GET", "/searches/done/candidates/root/ticket?replicate=x", null, 400, "replicate" },
        { "GET", "/searches/done/candidates?state=dnoe", null, 400, "done" },
        { "GET", "/searches/done/candidates?order=size", null, 400, "sparsity" },
        { "GET", "/searches/done/candidates?order=--fn", null, 400, "order" },
        { "GET", "/searches/done/candidates?limit=0", null, 400, "limit" },
        { "GET", "/searches/done/candidates?limit=501", null, 400, "500" },
        { "GET", "/searches/done/candidates?limit=many", null, 400, "limit" },
        { "GET", "/searches/done/candidates?offset=-1", null, 400, "offset" },
        { "GET", "/searches/done/candidates?level=x", null, 400, "level" },
        { "GET", "/searches/done/candidates?rate=x", null, 400, "rate" },
        { "GET", "/searches/done/candidates?rate=NaN", null, 400, "rate" },
        { "GET", "/searches/done/candidates?class_cost=x", null, 400, "class_cost: x is not a number" },
        { "GET", "/searches/done/candidates?class_cost=1&level=1.5", null, 400, "level: 1.5 is not a whole number" },
        { "GET", "/searches/done/candidates?front=perhaps", null, 400, "front: perhaps is not true or false" },
        { "GET", "/searches/done/candidates?rewind=soon", null, 400, "rewind" },
        { "POST", "/check?data=perhaps", ApiServer.Search, 400, "data" },
        { "GET", "/openapi/v2.json", null, 404, "nothing" },
        { "GET", "/", null, 404, "nothing" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_a_problem_document(string method, string path, string? body, int status, string reason)
    {
        await server.FinishedAsync("done");
        using var response = await server.SendAsync(new HttpMethod(method), path, body);
        await AssertProblemAsync(response, status, reason);
    }

    [Fact]
    public async Task A_wrong_file_is_told_with_line_and_column_by_submit_and_by_check()
    {
        var wrong = ApiServer.Search.Replace("pruning_rate: [0.3, 0.6]", "pruning_rate: [0.3, 6]", StringComparison.Ordinal)
            .Replace("width", "wdith", StringComparison.Ordinal);
        using var refused = await server.SendAsync(HttpMethod.Post, "/searches", wrong);
        var problem = await AssertProblemAsync(refused, 400, "5:");
        using var response = await server.SendAsync(HttpMethod.Post, "/check", wrong);
        var check = DocumentJson.Read<CheckDocument>(await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.False(check.Good);
        Assert.Equal([5, 6], check.Problems.Select(p => p.Line!.Value));
        Assert.Equal(check.Problems, problem.Errors!);
        Assert.Contains("width", check.Problems[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_what_a_good_file_comes_to_and_what_is_wrong_with_its_data()
    {
        var good = await CheckAsync("/check", ApiServer.Search);
        Assert.True(good.Good, string.Join('\n', good.Problems));
        Assert.InRange(good.Plan!.Candidates, 10, 30);
        Assert.True(good.PrunableWeights > 0 && good.Weights >= good.PrunableWeights);
        Assert.Null((await CheckAsync("/check?data=false", ApiServer.Search)).Weights);
        var elsewhere = ApiServer.Search.Replace(
            "{ kind: synthetic-cracks, positive: crack, samples: 60, positive_share: 0.3, image_size: 16 }",
            "{ kind: csv, path: /nowhere.csv, positive: a }", StringComparison.Ordinal);
        var away = await CheckAsync("/check", elsewhere);
        Assert.False(away.Good);
        Assert.Contains("nowhere.csv", Assert.Single(away.Problems).Message, StringComparison.Ordinal);

        async Task<CheckDocument> CheckAsync(string path, string file)
        {
            using var response = await server.SendAsync(HttpMethod.Post, path, file);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return DocumentJson.Read<CheckDocument>(await response.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/check", "pareto-beam, width: 1000000")]
    [InlineData("/check?data=false", "pareto-beam, width: 1000000")]
    [InlineData("/check?data=false", "exhaustive")]
    [InlineData("/check?data=false", "random")]
    public async Task A_plan_of_millions_is_not_made_for_a_request(string path, string strategy)
    {
        static string List(Func<int, double> value) =>
            string.Join(',', Enumerable.Range(1, 100).Select(i => value(i).ToString("R", CultureInfo.InvariantCulture)));
        var file = ApiServer.Search
            .Replace("[0.3, 0.6]", $"[{List(i => i / 201.0)}]", StringComparison.Ordinal).Replace("[1, 5]", $"[{List(i => i)}]", StringComparison.Ordinal)
            .Replace("[0, 1]", $"[{string.Join(',', Enumerable.Range(0, 100))}]", StringComparison.Ordinal)
            .Replace("epochs: 3", "epochs: 100", StringComparison.Ordinal)
            .Replace(
                "pareto-beam, width: 4, max_level: 3, max_candidates: 30", $"{strategy}, max_level: 2, max_candidates: 10000000", StringComparison.Ordinal);
        using var response = await server.SendAsync(HttpMethod.Post, path, file);
        var check = DocumentJson.Read<CheckDocument>(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((true, 2, 10_000_000L, 1_000_000_000L), (check.Good, check.Plan?.Levels, check.Plan?.Candidates, check.Plan?.Epochs));
        Assert.Contains("no plan is made from there on", Assert.Single(check.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_refused()
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/check", new string('#', 2 << 20));
        await AssertProblemAsync(response, 413, "large");
    }

    /// <summary>The same file again changes nothing; another search cannot take its id.</summary>
    [Fact]
    public async Task A_search_is_submitted_once()
    {
        await server.FinishedAsync("once");
        using var again = await server.SendAsync(HttpMethod.Post, "/searches?id=once", ApiServer.Search);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        using var other = await server.SendAsync(
            HttpMethod.Post, "/searches?id=once", ApiServer.Search.Replace("epochs: 3", "epochs: 4", StringComparison.Ordinal));
        await AssertProblemAsync(other, 409, "train.epochs differs");
        Assert.Contains("once", (await server.GetAsync("/searches")).GetProperty("searches").EnumerateArray().Select(id => id.GetString()));
    }

    [Fact]
    public async Task Documents_hold_what_the_OpenAPI_document_promises()
    {
        var status = Strict<StatusDocument>(await server.FinishedAsync("done"));
        Assert.Equal("finished", status.Status);
        Assert.True(status.Best is not null && status.Candidates.Done > 5 && status.Plan.Candidates >= status.Candidates.Proposed);
        var front = Strict<FrontDocument>(await server.GetAsync("/searches/done/front.json"), skipUnknown: true);
        Assert.Equal(status.Front, front.Front.Count);
        Assert.Empty(Strict<SlotsDocument>(await server.GetAsync("/searches/done/slots")).Slots);
        var points = Strict<PointsDocument>(await server.GetAsync("/searches/done/points"));
        Assert.Equal(front.Front.Select(member => member.Candidate), points.Front.Candidate);
        Assert.Equal(status.Candidates.Done, points.FrontTotal + points.OthersTotal);
        var history = Strict<HistoryDocument>(await server.GetAsync("/searches/done/history"));
        Assert.Equal((status.Hypervolume, status.Front, status.EpochsDone), (history.Points[^1].Hypervolume, history.Now.Front, history.Now.Epochs));
        var tree = Strict<TreeDocument>(await server.GetAsync("/searches/done/tree"));
        Assert.Equal((status.Candidates.Proposed, status.Front), (tree.Nodes.Count, tree.Levels.Sum(level => level.Front)));
        var trainer = Assert.Single(Strict<TrainersDocument>(await server.GetAsync("/trainers")).Trainers);
        Assert.Equal(("local", 2), (trainer.Name, trainer.Slots));
    }

    [Fact]
    public async Task Pages_of_candidates_are_filtered_sorted_and_whole_together()
    {
        await server.FinishedAsync("done");
        var all = await PageAsync("limit=500");
        Assert.Equal(all.Total, all.Candidates.Count);
        Assert.Equal(0, all.Candidates[0].Level);
        var pages = new List<CandidateRow>();
        while (pages.Count < all.Total) pages.AddRange((await PageAsync($"limit=7&offset={pages.Count}")).Candidates);
        Assert.Equal(all.Candidates, pages);
        Assert.Empty((await PageAsync("offset=2000000000&limit=500")).Candidates);

        foreach (var (order, key) in new (string, Func<CandidateRow, double>)[]
        {
            ("fn", c => c.Fn!.Value), ("fp", c => c.Fp!.Value), ("auc", c => c.Auc!.Value),
            ("sparsity", c => c.Sparsity!.Value), ("epochs", c => c.Epochs!.Value), ("level", c => c.Level)
        })
        {
            Assert.Equal(
                all.Candidates.Where(c => c.Auc is not null).OrderBy(key).Select(c => c.Candidate),
                (await PageAsync($"order={order}&limit=500")).Candidates.Where(c => c.Auc is not null).Select(c => c.Candidate));
            var three = await PageAsync($"order=-{order}&limit=3&state=done");
            Assert.Equal(all.Candidates.Where(c => c.State == "done").OrderByDescending(key).Take(3).Select(key), three.Candidates.Select(key));
        }

        var child = all.Candidates[^1];
        foreach (var (filter, fits) in new (string, Func<CandidateRow, bool>)[]
        {
            ("state=done", c => c.State == "done"), ("state=done,max-fpr&state=one-class", c => c.State is "done" or "max-fpr" or "one-class"),
            ("state=abandoned", c => c.State == "abandoned"),
            ("level=1", c => c.Level == 1), ("rate=0.6", c => c.PruningRate == 0.6), ("class_cost=5", c => c.ClassCost == 5),
            ("rewind=1", c => c.Rewind == "1"), ("rewind=none", _ => false),
            ("front=true", c => c.OnFront), ("front=false", c => !c.OnFront), ($"parent={child.Parent}", c => c.Parent == child.Parent),
            ("level=2&rate=0.3", c => c.Level == 2 && c.PruningRate == 0.3),
        })
        {
            var page = await PageAsync(filter + "&limit=500");
            Assert.Equal(all.Candidates.Where(fits), page.Candidates);
            Assert.Equal(page.Total, page.Candidates.Count);
        }

        async Task<CandidatePage> PageAsync(string query) => Strict<CandidatePage>(await server.GetAsync($"/searches/done/candidates?{query}"));
    }

    [Fact]
    public async Task A_candidate_has_settings_results_and_a_curve()
    {
        await server.FinishedAsync("done");
        var row = Strict<CandidatePage>(await server.GetAsync("/searches/done/candidates?front=true&order=-level&limit=1")).Candidates[0];
        var candidate = Strict<CandidateDocument>(await server.GetAsync($"/searches/done/candidates/{row.Candidate[..10]}"));
        Assert.Equal(
            (row.Candidate, row.Parent, row.Sparsity, true, "done"),
            (candidate.Candidate, candidate.Parent, candidate.Sparsity, candidate.OnFront, candidate.State));
        Assert.Equal(
            (row.ClassCost!.Value, row.PruningRate!.Value, row.Rewind),
            (candidate.Settings.ClassCost, candidate.Steps[^1].PruningRate, candidate.Steps[^1].Rewind));
        Assert.Equal((row.Fn, row.TestAuc), (candidate.Validation!["fn"].Mean, candidate.Test!["auc"].Mean));
        Assert.True(candidate.Test["auc"].Low < candidate.Test["auc"].High && candidate.Validation["auc"].Low is null);
        var run = Assert.Single(candidate.Runs);
        Assert.Equal(("completed", 3, 3), (run.Status, run.Curve.Count, run.EpochsTrained));
        Assert.Equal(row.WeightsLeft, Assert.Single(run.Tensors).Left);
        var root = Strict<CandidateDocument>(await server.GetAsync("/searches/done/candidates/root"));
        Assert.Equal(("dense", "torch", "sparse", "auto"), (root.Path, root.Runs[0].Engine, run.Engine, root.Settings.Engine));
        var all = Strict<CandidatePage>(await server.GetAsync("/searches/done/candidates?limit=500"));
        using var many = await server.SendAsync(HttpMethod.Get, "/searches/done/candidates/" + Beginning(all));
        await AssertProblemAsync(many, 404, "more digits");
    }

    /// <summary>A digit with which several ids begin.</summary>
    private static string Beginning(CandidatePage page) => page.Candidates.GroupBy(c => c.Candidate[..1]).First(group => group.Count() > 1).Key;

    [Fact]
    public async Task A_ticket_is_the_file_its_hash_names_and_comes_in_ranges()
    {
        await server.FinishedAsync("done");
        server.StoreTickets();
        using var whole = await server.SendAsync(HttpMethod.Get, "/searches/done/candidates/root/ticket");
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        var content = await whole.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", whole.Headers.ETag!.Tag);
        Assert.EndsWith(".safetensors", whole.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/searches/done/candidates/root/ticket")
        {
            Headers = { Range = new RangeHeaderValue(3, 5), IfRange = new RangeConditionHeaderValue(whole.Headers.ETag) }
        };
        using var part = await server.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[3..6], await part.Content.ReadAsByteArrayAsync(Cancel));
        using var beyond = new HttpRequestMessage(HttpMethod.Get, "/searches/done/candidates/root/ticket")
        {
            Headers = { Range = new RangeHeaderValue(1_000_000, null) }
        };
        using var none = await server.Http.SendAsync(beyond, Cancel);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, none.StatusCode);
        using var head = await server.SendAsync(HttpMethod.Head, "/searches/done/candidates/root/ticket");
        Assert.Equal((HttpStatusCode.OK, (long?)content.Length), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    internal static async Task<ProblemDocument> AssertProblemAsync(HttpResponseMessage response, int status, string reason)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = DocumentJson.Read<ProblemDocument>(Encoding.UTF8.GetBytes(text));
        Assert.Equal(("about:blank", status), (problem.Type, problem.Status));
        Assert.NotEqual("", problem.Title);
        Assert.Contains(reason, problem.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', problem.Detail);
        return problem;
    }

    /// <summary>As its schema in the OpenAPI document says: nothing missing, nothing more.</summary>
    private static T Strict<T>(JsonElement json, bool skipUnknown = false) => json.Deserialize<T>(skipUnknown ? DocumentJson.Options : NothingMore)!;

    private static readonly JsonSerializerOptions NothingMore = new(DocumentJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow
    };
}
