using System.Text.Json;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>docs/openapi.json is what the coordinator says of itself. ACTORSEARCH_WRITE_OPENAPI=1 writes it anew.</summary>
public sealed class OpenApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static readonly string CheckedIn = Checkout.PathOf("docs", "openapi.json");

    [Fact]
    public async Task The_document_is_the_one_checked_in()
    {
        using var response = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
        var text = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(CheckedIn, text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken), text);
    }

    /// <summary>Every route that answers is in it, and says what it answers and how it refuses.</summary>
    [Fact]
    public async Task It_is_OpenAPI_3_1_and_complete()
    {
        var document = await server.GetAsync("/openapi/v1.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(o => o.Value.ValueKind == JsonValueKind.Object)
            .Select(operation => (path.Name, Method: operation.Name, operation.Value))).ToList();
        Assert.Equal(17, operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.Equal(17, operations.Count);
        Assert.All(operations, operation =>
        {
            Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
            var answers = operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToList();
            Assert.Contains(
                operation.Value.GetProperty("responses").EnumerateObject(),
                answer => answer.Name.StartsWith('2') && answer.Value.TryGetProperty("content", out _));
            Assert.Superset(new HashSet<string> { "400", "401", "403", "421", "429", "503" }, answers.ToHashSet());
            if (operation.Value.TryGetProperty("requestBody", out var body))
            {
                Assert.Contains("415", answers);
                Assert.Equal(["application/yaml", "application/x-yaml", "text/yaml"], body.GetProperty("content").EnumerateObject().Select(type => type.Name));
            }
            if (operation.Name.Contains("{id}", StringComparison.Ordinal)) Assert.Contains("404", answers);
        });
    }
}
