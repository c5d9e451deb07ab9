using System.Net;
using System.Security.Authentication;

namespace ActorSearch.Cluster.Tests;

/// <summary>Certificates that ops/make-certs.sh makes let nodes in; those of another authority, and none, do not.</summary>
[Collection("processes")]
public sealed class SecurityTests
{
    private const string Token = "a-token-of-the-tests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_nodes_that_the_authority_signed_are_let_in()
    {
        using var certificates = new TestCertificates().Make("ours", "coordinator,127.0.0.1", "trainer").Make("theirs", "stranger");
        using var https = certificates.Client("ours");
        using var cluster = new TestCluster { Https = https };
        var coordinator = await cluster.CoordinatorAsync(0, Cancel, [.. certificates.Options("ours", "coordinator"), "--token", Token]);
        var stranger = cluster.Trainer("stranger", certificates.Options("theirs", "stranger"));
        // With the real authority's certificate beside a foreign key the node does not even start.
        using var mixed = cluster.Trainer("mixed", "--cert", certificates.Node("theirs", "stranger"), "--ca", certificates.Authority("ours"));
        Assert.Equal(2, await mixed.EndAsync(Cancel));
        Assert.Contains("the authority did not sign CN=stranger", mixed.Output, StringComparison.Ordinal);
        await coordinator.PrintsAsync("the authority did not sign CN=stranger", Cancel);
        var plain = cluster.Trainer("plain", "--insecure-remoting");
        await coordinator.PrintsAsync("it does not encrypt", Cancel);
        cluster.Trainer("trainer", certificates.Options("ours", "trainer"));

        await LauncherTests.TrainersAsync(cluster, names =>
        {
            Assert.DoesNotContain("stranger", names);
            Assert.DoesNotContain("plain", names);
            return names.Contains("trainer");
        }, Token);
        // Both say what is wrong and try again: what is wrong may be mended at the other side.
        await stranger.PrintsAsync("the authority did not sign CN=coordinator", Cancel);
        Assert.False(stranger.HasEnded, stranger.Output);
        Assert.False(coordinator.HasEnded, coordinator.Output);
        Assert.DoesNotContain("troubleshooting", coordinator.Output + stranger.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_and_orders_travel_over_https_to_whom_the_authority_signed()
    {
        using var certificates = new TestCertificates().Make("ours", "node,127.0.0.1", "elsewhere").Make("theirs", "stranger");
        using var https = certificates.Client("ours");
        using var cluster = new TestCluster(shared: false, extra: ["--token", Token]) { Https = https };
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        await cluster.CoordinatorAsync(0, Cancel, certificates.Options("ours", "node"));
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name, certificates.Options("ours", "elsewhere"));
        await cluster.SubmitAsync(TestCluster.Search(), Cancel, token: Token);
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel, token: Token));

        var address = new Uri(cluster.Address(0) + "/searches");
        using var plain = new HttpClient();
        using var refused = await plain.GetAsync(new UriBuilder(address) { Scheme = "http" }.Uri, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("this port speaks https", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var anonymous = await https.GetAsync(address, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var theirs = certificates.Client("theirs");
        Assert.IsType<AuthenticationException>((await Assert.ThrowsAsync<HttpRequestException>(() => theirs.GetAsync(address, Cancel))).InnerException);
    }

    [Fact]
    public async Task A_store_that_shows_a_certificate_for_another_name_is_told_in_the_status_and_plain_http_in_the_settings()
    {
        using var certificates = new TestCertificates().Make("ours", "elsewhere,127.0.0.1", "trainer");
        // The client does not look at the name: it is the trainer's refusal that is to be seen.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var https = new HttpClient(handler);
        using var cluster = new TestCluster(shared: false) { Https = https, StoreHost = "localhost" };
        await cluster.CoordinatorAsync(0, Cancel, [.. certificates.Options("ours", "elsewhere"), "--token", Token]);
        cluster.Trainer("trainer", [.. certificates.Options("ours", "trainer"), "--token", Token]);
        await cluster.SubmitAsync(TestCluster.Search(), Cancel, token: Token);
        await cluster.UntilAsync("small", status => status.GetProperty("failing").EnumerateArray()
            .Any(work => work.GetProperty("reason").GetString()!
                .Contains("the certificate of CN=elsewhere is not for this name", StringComparison.Ordinal)), Cancel, token: Token);

        using var wrong = NodeProcess.Start(
            "actorsearch-trainer", cluster.Folder, ["--device", "cpu", "--store", "http://127.0.0.1:1", .. certificates.Options("ours", "trainer")]);
        Assert.Equal(2, await wrong.EndAsync(Cancel));
        Assert.Contains("store: 127.0.0.1:1 is asked in plain http", wrong.Output, StringComparison.Ordinal);
    }
}
