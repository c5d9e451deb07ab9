using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>
/// An open page goes on by itself when the active coordinator is killed: a page of another coordinator where it is, a page of that one at another address.
/// </summary>
[Collection("failovers")]
public sealed class FailoverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_go_on_when_the_active_coordinator_is_killed()
    {
        await using var browser = await Browser.StartAsync();
        using var postgres = PostgresServer.Shared();
        using var cluster = new TestCluster(3);
        var addresses = string.Join(',', Enumerable.Range(0, 3).Select(cluster.Address));
        var coordinators = await cluster.CoordinatorsAsync(
            Cancel, "--journal", "postgres", "--connection", postgres.ConnectionString, "--addresses", addresses);
        cluster.Trainer("t0");
        await cluster.SubmitAsync(TestCluster.EndlessSearch(epochs: 4), Cancel);

        // One page at the coordinator that will die, one at another.
        var (dying, other) = (browser.Page, await browser.NewPageAsync());
        foreach (var (page, address) in new[] { (dying, 0), (other, 1) })
        {
            await page.GotoAsync($"{cluster.Address(address)}/ui/searches/small");
            await Expect(page.Locator("[data-front]")).Not.ToHaveAttributeAsync("data-front", "0");
        }
        var candidates = other.Locator(".tiles dd").First;
        await other.EvaluateAsync("() => window.untouched = true");
        // Once for the eye, and for a moment once for a screen reader; where the next one takes over soon, for less time than lies between two looks of a test.
        const string words = "no coordinator is active at the moment";
        var waiting = other.GetByText(words);
        await other.EvaluateAsync(
            "words => new MutationObserver(() => window.waited ||= document.body.innerText.includes(words))"
                + ".observe(document.body, { childList: true, subtree: true, characterData: true })",
            words);

        await coordinators[0].KillAsync(Cancel);
        await other.WaitForFunctionAsync("() => window.waited", null, new() { Timeout = Patience.Milliseconds });
        var before = await candidates.TextContentAsync();
        await Expect(dying).ToHaveURLAsync(new Regex($"^({Regex.Escape(cluster.Address(1))}|{Regex.Escape(cluster.Address(2))})/ui/searches/small$"));
        await Expect(waiting).ToHaveCountAsync(0);
        await Expect(candidates).Not.ToHaveTextAsync(before!);
        await Expect(dying.Locator("[data-front]")).Not.ToHaveAttributeAsync("data-front", "0");
        Assert.True(await other.EvaluateAsync<bool>("() => window.untouched"), "the page was loaded again");
        // A killed process refuses, closes, or leaves a request half answered: the browser has many words for it.
        browser.AssertQuiet("net::ERR_", "WebSocket", "Connection disconnected");
    }
}
