using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>With a token set a browser logs in once, and every coordinator that knows the token lets it in.</summary>
[Collection("processes")]
public sealed class LoginTests
{
    private const string Token = "a-token-of-the-tests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_logs_in_with_the_token_stays_in_when_the_coordinator_starts_anew_and_logs_out()
    {
        await using var browser = await Browser.StartAsync();
        using var cluster = new TestCluster(extra: ["--token", Token]);
        var coordinator = (await cluster.CoordinatorsAsync(Cancel))[0];
        var page = browser.Page;
        await page.GotoAsync(cluster.Address(0) + "/ui/trainers");
        await Expect(page).ToHaveURLAsync(new Regex(@"/ui/login\?to=%2Fui%2Ftrainers$"));
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "login");
        await page.GetByLabel("Token of the coordinators").FillAsync("guessed");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is not the token.");
        await browser.AssertAccessibleAsync();
        await page.GetByLabel("Token of the coordinators").FillAsync(Token);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/ui/trainers$"));
        await Expect(page.GetByText("No trainer is connected.")).ToBeVisibleAsync();
        var cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "actorsearch");
        Assert.True(cookie is { HttpOnly: true, SameSite: SameSiteAttribute.Strict }, cookie.SameSite.ToString());
        Assert.DoesNotContain(Token, cookie.Value, StringComparison.Ordinal);

        // The coordinator is told to stop, which an open page does not delay, and comes back: the page says so, and goes on by itself, still logged in.
        coordinator.Signal("-TERM");
        Assert.Equal(0, await coordinator.EndAsync(Cancel));
        await Expect(page.Locator("#connection")).ToContainTextAsync("has not responded");
        await cluster.CoordinatorAsync(0, Cancel);
        await Expect(page.Locator("#connection")).ToBeHiddenAsync();
        await Expect(page.GetByText("No trainer is connected.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/ui/login$"));
        await page.GotoAsync(cluster.Address(0) + "/ui");
        await Expect(page).ToHaveURLAsync(new Regex("/ui/login"));
        browser.AssertQuiet(
            "status of 401", "status of 503", "net::ERR_", "WebSocket",
            "Connection disconnected", "Failed to complete negotiation", "Failed to start the connection");
    }
}
