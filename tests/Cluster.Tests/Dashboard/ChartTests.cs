using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>A chart that cannot be drawn yet.</summary>
[Collection("processes")]
public sealed class ChartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The connection was bad for a moment: the page stays, and draws its charts as soon as it can, although the search has ended.</summary>
    [Fact]
    public async Task A_page_whose_library_of_charts_does_not_come_shows_the_rest_and_draws_them_later()
    {
        await using var browser = await Browser.StartAsync();
        await using var search = await LargeSearch.SimulatedAsync(50, Cancel);
        var (page, refused, comes) = (browser.Page, 0, false);
        await page.RouteAsync("**/plotly-basic.min.js*", route =>
        {
            if (comes) return route.ContinueAsync();
            refused++;
            return route.AbortAsync();
        });
        await page.GotoAsync(search.Page);
        await Expect(page.Locator("[data-front]")).Not.ToHaveAttributeAsync("data-front", "0");
        await Expect(page.Locator("table.list tbody tr").First).ToBeVisibleAsync();
        await Patience.UntilAsync(() => refused > 2, () => $"asked for {refused} times", Cancel);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page failed" })).ToHaveCountAsync(0);
        await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();

        comes = true;
        await Expect(page.Locator(".chart[aria-label^='Front of'] .scatterlayer .point").First).ToBeVisibleAsync();
        await Expect(page.Locator(".chart[aria-label^='Hypervolume'] .scatterlayer .js-line").First).ToBeVisibleAsync();
    }
}
