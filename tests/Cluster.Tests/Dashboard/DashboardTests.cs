using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>A person at a browser: submits a search, watches it, looks at candidates, steers it.</summary>
[Collection("processes")]
public sealed class DashboardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_is_submitted_watched_looked_into_paused_resumed_and_cancelled()
    {
        await using var browser = await Browser.StartAsync();
        using var cluster = new TestCluster();
        await cluster.CoordinatorsAsync(Cancel);
        var page = browser.Page;
        await page.GotoAsync(cluster.Address(0) + "/");
        await Expect(page).ToHaveURLAsync(new Regex("/ui$"));
        await Expect(page.GetByText("No search yet.")).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await skip.FocusAsync();
        await Expect(skip).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Trainers" }).ClickAsync();
        await Expect(page.GetByText("No trainer is connected.")).ToBeVisibleAsync();

        await SubmitAsync(page, browser);

        // Without a trainer it says so; with one it goes on.
        await Expect(page).ToHaveURLAsync(new Regex("/ui/searches/small$"));
        await Expect(page.GetByText("no trainer is connected")).ToBeVisibleAsync();
        cluster.Trainer("t0");
        await WatchTheFrontAsync(page);
        await browser.AssertAccessibleAsync();
        await LookAroundAsync(page, browser);
        await SteerAsync(page, browser);
        browser.AssertQuiet();
    }

    /// <summary>First with a fault, which is shown beside its line; by keyboard, as far as it goes.</summary>
    private static async Task SubmitAsync(IPage page, Browser browser)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Submit" }).ClickAsync();
        var editor = page.GetByRole(AriaRole.Textbox, new() { Name = "Search file, YAML" });
        var file = TestCluster.EndlessSearch(epochs: 5);
        await editor.FillAsync(file.Replace("width:", "widht:", StringComparison.Ordinal));
        await Expect(page.Locator(".notes .bad")).ToContainTextAsync("width");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "line 7" })).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "submit");
        await page.GetByRole(AriaRole.Button, new() { Name = "line 7" }).ClickAsync();
        await Expect(editor).ToBeFocusedAsync();
        await editor.FillAsync(file);
        await Expect(page.GetByText("Good: at most")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>The front grows and is drawn again without a hand.</summary>
    private static async Task WatchTheFrontAsync(IPage page)
    {
        var front = page.Locator("[data-front]");
        await Expect(front).Not.ToHaveAttributeAsync("data-front", "0");
        await Expect(page.Locator(".baseline")).ToContainTextAsync("weights");
        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Front of") });
        await Expect(chart.Locator(".scatterlayer .point").First).ToBeVisibleAsync();
        var (members, drawn) = (await front.GetAttributeAsync("data-front"), await chart.GetAttributeAsync("data-drawn"));
        await Expect(front).Not.ToHaveAttributeAsync("data-front", members!);
        await Expect(chart).Not.ToHaveAttributeAsync("data-drawn", drawn!);
        await Expect(page.Locator("table.list tbody tr").First).ToBeVisibleAsync();
        foreach (var projection in new[] { "AUC / weights", "FN / AUC" })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = projection }).ClickAsync();
            await Expect(chart.Locator(".scatterlayer .point").First).ToBeVisibleAsync();
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "3-D" }).ClickAsync();
        await Expect(chart.Locator(".gl-container canvas").First).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "space");
        await page.GetByRole(AriaRole.Button, new() { Name = "FN / weights" }).ClickAsync();
        await Expect(chart.Locator(".scatterlayer .point").First).ToBeVisibleAsync();
    }

    private static async Task LookAroundAsync(IPage page, Browser browser)
    {
        await View(page, "Running").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^AUC, validation by epoch") })
            .Locator(".scatterlayer .js-line").First).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "running");

        await View(page, "Tree").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Tree of") }).Locator(".scatterlayer .point").First).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "tree");

        await View(page, "Candidates").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sparsity" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Sparsity" })).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByLabel("Rate").FillAsync("much");
        await page.GetByLabel("Rate").PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("rate: much is not a number");
        await page.GetByLabel("Rate").FillAsync("");
        await page.GetByLabel("Rate").PressAsync("Tab");
        await page.GetByLabel("State").SelectOptionAsync("done");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "candidates");

        await page.Locator("table.list tbody th a:visible").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Candidate");
        await Expect(page.GetByText("at 5 % false positives")).ToBeVisibleAsync();
        await Expect(page.GetByText("conv1.weight").First).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "candidate");
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Download") }).First.ClickAsync());
        Assert.EndsWith(".safetensors", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(new FileInfo(await download.PathAsync()).Length > 1000);

        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with dense" }).ClickAsync();
        await Expect(page.GetByText("difference")).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "compare");

        await page.GetByRole(AriaRole.Link, new() { Name = "Trainers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^t0") })
            .GetByRole(AriaRole.Link, new() { Name = "small" })).ToBeVisibleAsync();
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "trainers");
    }

    private static async Task SteerAsync(IPage page, Browser browser)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Searches", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^small") })).ToContainTextAsync("running");
        await browser.AssertAccessibleAsync();
        await Pictures.TakeAsync(page, "searches");
        await page.GetByRole(AriaRole.Link, new() { Name = "small" }).ClickAsync();
        await Expect(page.Locator(".scatterlayer .point").First).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "search");
        await Pictures.TakeAsync(page, "search", dark: true);
        await SwitchColorsAsync(page, browser);
        var status = page.Locator(".head .status");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("paused");
        await Expect(page.GetByText("Paused: asked for.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("It ends for good.");
        await browser.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(status).ToHaveTextAsync("running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the search" }).ClickAsync();
        await Expect(status).ToHaveTextAsync("cancelled");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToHaveCountAsync(0);
    }

    /// <summary>As the system, light, dark, and around again; charts follow.</summary>
    private static async Task SwitchColorsAsync(IPage page, Browser browser)
    {
        var (html, colors) = (page.Locator("html"), page.Locator("[data-theme-switch]"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await browser.AssertAccessibleAsync();
        await colors.ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
        await colors.ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await colors.ClickAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");
    }

    private static ILocator View(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Views of small" }).GetByRole(AriaRole.Link, new() { Name = name });
}
