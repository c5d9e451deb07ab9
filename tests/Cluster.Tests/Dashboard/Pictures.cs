using Microsoft.Playwright;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>The pictures of docs/dashboard.md: taken anew when ACTORSEARCH_WRITE_PICTURES is 1.</summary>
internal static class Pictures
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_PICTURES") == "1";

    /// <summary>At the width of a desktop and of a phone, light and for one of them dark.</summary>
    public static async Task TakeAsync(IPage page, string name, bool dark = false)
    {
        if (!Wanted) return;
        var scheme = dark ? ColorScheme.Dark : ColorScheme.Light;
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        foreach (var (width, height, suffix) in new[] { (1280, 820, ""), (390, 844, "-phone") })
        {
            if (dark && suffix.Length > 0) continue;
            await page.SetViewportSizeAsync(width, height);
            // Charts follow the width a moment later.
            await page.EvaluateAsync("() => new Promise(resolve => setTimeout(resolve, 600))");
            await page.ScreenshotAsync(new()
            {
                Path = Checkout.PathOf("docs", "images", $"dashboard-{name}{(dark ? "-dark" : "")}{suffix}.png"),
                Animations = ScreenshotAnimations.Disabled,
            });
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
