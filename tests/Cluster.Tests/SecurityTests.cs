using System.Diagnostics;
using System.Text.Json;

namespace ActorSearch.Cluster.Tests;

/// <summary>Certificates that ops/make-certs.sh makes let nodes in; those of another authority, and none, do not.</summary>
[Collection("processes")]
public sealed class SecurityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_nodes_that_the_authority_signed_are_let_in()
    {
        var certificates = Directory.CreateTempSubdirectory("actorsearch-certificates-").FullName;
        try
        {
            Make(Path.Combine(certificates, "ours"), "coordinator", "trainer");
            Make(Path.Combine(certificates, "theirs"), "stranger");
            string[] Tls(string authority, string node) => ["--cert", Path.Combine(certificates, authority, $"{node}.pem"), "--ca", Path.Combine(certificates, authority, "ca.pem")];

            using var cluster = new TestCluster();
            var coordinator = await cluster.CoordinatorAsync(0, Cancel, Tls("ours", "coordinator"));
            var stranger = cluster.Trainer("stranger", Tls("theirs", "stranger"));
            // With the real authority's certificate beside a foreign key the node does not even start.
            using var mixed = cluster.Trainer("mixed", "--cert", Path.Combine(certificates, "theirs", "stranger.pem"), "--ca", Path.Combine(certificates, "ours", "ca.pem"));
            Assert.Equal(2, await mixed.EndAsync(Cancel));
            await coordinator.PrintsAsync("refused", Cancel);
            cluster.Trainer("plain");
            cluster.Trainer("trainer", Tls("ours", "trainer"));

            while (true)
            {
                using var response = await cluster.AskAsync(HttpMethod.Get, "/trainers", null, Cancel);
                using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
                var names = json.RootElement.GetProperty("trainers").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ToArray();
                Assert.DoesNotContain("stranger", names);
                Assert.DoesNotContain("plain", names);
                if (names.Contains("trainer")) break;
                await Task.Delay(50, Cancel);
            }
            // Whoever calls and cannot agree on TLS ends, as Akka.Remote has it; whoever is called only refuses.
            Assert.True(await stranger.EndAsync(Cancel) == 1, stranger.Output);
            Assert.Contains("the authority did not sign CN=coordinator", stranger.Output, StringComparison.Ordinal);
            Assert.False(coordinator.HasEnded, coordinator.Output);
        }
        finally
        {
            Directory.Delete(certificates, recursive: true);
        }
    }

    private static void Make(string folder, params string[] nodes)
    {
        var script = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(script, "ops", "make-certs.sh"))) script = Path.GetDirectoryName(script) ?? throw new FileNotFoundException("ops/make-certs.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(script, "ops", "make-certs.sh"), folder, .. nodes]) { RedirectStandardOutput = true })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
