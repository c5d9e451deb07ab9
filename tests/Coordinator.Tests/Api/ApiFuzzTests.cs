using System.Globalization;
using System.Text;
using ActorSearch.Coordinator.Documents;
using CsCheck;

namespace ActorSearch.Coordinator.Tests.Api;

/// <summary>Random requests: none is answered with 5xx, and every refusal is a problem document.</summary>
public sealed class ApiFuzzTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static readonly Gen<string> Odd = Gen.OneOf(
        Pick("", "..", "%00", "%2e%2e", "%ff%fe", "%ed%a0%80", "a%2Fb", "%25", "~", "done", "root", "none", "0", "-1", "1e400", "NaN", "2147483648", "lr:2", "true", "done,dead", "-fn", "'", "\"", "%F0%9F%92%A9"),
        Gen.String[Gen.Char[' ', '\uFFFD'], 0, 40].Select(Escaped), Gen.Int.Select(n => n.ToString(CultureInfo.InvariantCulture)), Gen.Double.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private static readonly Gen<string> Query = Gen.Select(Pick("state", "level", "rate", "class_cost", "rewind", "front", "parent", "order", "offset", "limit", "replicate", "id", "data", "x"), Odd)
        .Select((name, value) => $"{name}={value}").Array[0, 4].Select(parts => parts.Length == 0 ? "" : "?" + string.Join('&', parts));

    private static readonly Gen<string> Paths = Gen.OneOf(
        Gen.Select(Pick("/searches", "/check", "/trainers", "/openapi/v1.json", "/", "/searches/"), Query).Select((path, query) => path + query),
        Gen.Select(Gen.Frequency((4, Gen.Const("done")), (1, Odd)), Pick("", "/front.json", "/slots", "/pause", "/resume", "/candidates", "/candidates", "/candidates", "/candidates/root/ticket", "/x"), Query)
            .Select((id, rest, query) => $"/searches/{id}{rest}{query}"),
        Gen.Select(Odd, Pick("", "/ticket", "/x"), Query).Select((candidate, rest, query) => $"/searches/done/candidates/{candidate}{rest}{query}"));

    /// <summary>Search files with something cut out, changed or put in; without what would be accepted and train for long.</summary>
    private static readonly Gen<string> Bodies = Gen.Frequency(
        (2, Gen.Const("")),
        (1, Gen.String[0, 200]),
        (3, Gen.Select(Gen.Int[0, ApiServer.Search.Length], Gen.Int[0, 40], Gen.OneOf(Gen.String[0, 10], Pick("[", "]", "{", "}", ": ", "\n", "- ", "&a", "*a", "!!x", "1e999", "-1", "\t", "\0")))
            .Select((at, cut, put) => ApiServer.Search[..at] + put + ApiServer.Search[Math.Min(ApiServer.Search.Length, at + cut)..])));

    [Fact]
    public async Task No_request_is_answered_with_a_fault_of_the_server()
    {
        await server.FinishedAsync("done");
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        await Gen.Select(Pick("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"), Paths, Bodies).SampleAsync(async (method, path, body) =>
        {
            // What a mutated file may ask of this machine is no business of this test: files are checked, not run.
            if (method == "POST" && path.StartsWith("/searches?", StringComparison.Ordinal) | path is "/searches" or "/searches/") path = "/check?data=false";
            if (method == "POST" && path.StartsWith("/check", StringComparison.Ordinal)) path = "/check?data=false";
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT") request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var status = (int)response.StatusCode;
            answers.AddOrUpdate(status, 1, (_, count) => count + 1);
            Assert.True(status < 500, $"{status} for {method} {path} with {body}");
            if (status < 400 || method == "HEAD") return;
            // What is no HTTP, the server refuses before anybody is asked.
            if (status == 400 && response.Content.Headers.ContentLength == 0) return;
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(status, DocumentJson.Read<ProblemDocument>(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Status);
        }, iter: 3_000, threads: 1);
        foreach (var status in new[] { 200, 400, 404, 405, 409 }) Assert.True(answers.ContainsKey(status), $"never {status}: {string.Join(", ", answers)}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", answers.OrderBy(pair => pair.Key)));
    }

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Escaped(string text) => Uri.EscapeDataString(new string([.. text.Where(c => !char.IsSurrogate(c))]));
}
