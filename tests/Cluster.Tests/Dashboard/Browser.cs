using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>
/// Debian's Chromium as one person has it, with one page, and everything that it complains of. Tests that need one are skipped where it is not installed.
/// All run in one process.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>A name of another site that resolves to this machine.</summary>
    public const string ForeignName = "evil.example";

    private const string Program = "/usr/bin/chromium";

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> Common = new(LaunchAsync);

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<Uri> _requests = [];

    private Browser(IBrowserContext context) => _context = context;

    /// <summary>The first page.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Another one of the same person.</summary>
    public async Task<IPage> NewPageAsync()
    {
        var page = await _context.NewPageAsync();
        page.SetDefaultTimeout(Patience.Milliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        page.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        return page;
    }

    public static async Task<Browser> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "Chromium is not installed");
        var (_, chromium) = await Common.Value;
        // What moves for ever is drawn by the processor here, by a process that takes precedence over training: on a busy machine a search then stands still.
        var still = ReducedMotion.Reduce;
        var context = await chromium.NewContextAsync(
            new() { ViewportSize = new() { Width = 1440, Height = 900 }, IgnoreHTTPSErrors = true, ReducedMotion = still });
        Assertions.SetDefaultExpectTimeout(Patience.Milliseconds);
        var started = new Browser(context);
        started.Page = await started.NewPageAsync();
        return started;
    }

    private static async Task<(IPlaywright Playwright, IBrowser Chromium)> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        // No graphics card here: space is drawn by the processor. A name that leads to this machine stands for one whose owner has it resolve so.
        string[] arguments = ["--enable-unsafe-swiftshader", "--use-angle=swiftshader", $"--host-resolver-rules=MAP {ForeignName} 127.0.0.1"];
        var options = new BrowserTypeLaunchOptions { ExecutablePath = Program, Headless = true, Args = arguments, Timeout = Patience.Milliseconds };
        return (playwright, await playwright.Chromium.LaunchAsync(options));
    }

    /// <summary>Ends what tests shared.</summary>
    public static async Task EndAsync()
    {
        if (!Common.IsValueCreated) return;
        var (playwright, chromium) = await Common.Value;
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    /// <summary>Nothing was complained of, but what a test provoked, and nothing was asked of another host.</summary>
    /// <param name="allowed">Parts of complaints that are no surprise; what the chart library could do faster never is.</param>
    public void AssertQuiet(params string[] allowed)
    {
        string[] known = [.. allowed, "willReadFrequently"];
        Assert.DoesNotContain(_complaints, complaint => !known.Any(part => complaint.Contains(part, StringComparison.Ordinal)));
        Assert.All(_requests, request => Assert.True(request.Scheme is "data" or "blob" || request.IsLoopback, request.ToString()));
    }

    /// <summary>No serious or critical finding of axe-core on what is shown now.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice") });
        var serious = result.Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
        var findings = serious.Select(violation =>
            $"{violation.Id}: {violation.Help}\n  {string.Join("\n  ", violation.Nodes.Take(5).Select(node => node.Html))}");
        Assert.True(serious.Count == 0, $"{Page.Url}\n" + string.Join('\n', findings));
    }

    /// <summary>Says, for a test that fails, what the page showed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var shown = await Page.Locator("body").InnerTextAsync(new() { Timeout = 5_000 });
            TestContext.Current.TestOutputHelper?.WriteLine($"{Page.Url} showed:\n{shown}");
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{Page.Url} shows nothing: {e.Message}");
        }
        await _context.DisposeAsync();
    }
}
