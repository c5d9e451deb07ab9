using ActorSearch.Coordinator.Simulation;
using Microsoft.Playwright;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>
/// A person watches a search of many candidates. With ACTORSEARCH_MEASURE_PAGES=JOURNAL of the one that `actorsearch simulate --connection JOURNAL` left there,
/// with what docs/dashboard.md says of sizes; else of few. Times are reported, and none is asserted.
/// </summary>
[Collection("processes")]
public sealed class LargeSearchTests(ITestOutputHelper output)
{
    private const int Repetitions = 3;

    private static readonly string? Measured = Environment.GetEnvironmentVariable("ACTORSEARCH_MEASURE_PAGES");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Times in the browser's own words: what was drawn when, and what came over the connection.</summary>
    private const string Script = """
        window.seen = { tiles: [], drawn: [], received: [] };
        new MutationObserver(changes => {
            const now = performance.now();
            for (const change of changes) {
                const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
                if (change.type === 'attributes') seen.drawn.push({ now, label: element.getAttribute('aria-label') ?? '' });
                else if (element?.closest?.('.tiles') && seen.tiles.at(-1) !== now) seen.tiles.push(now);
            }
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-drawn'] });
        const Socket = window.WebSocket;
        window.WebSocket = class extends Socket {
            constructor(...all) {
                super(...all);
                this.addEventListener('message', event =>
                    seen.received.push({ now: performance.now(), bytes: event.data.byteLength ?? event.data.length }));
            }
        };
        window.shown = selector => [...document.querySelectorAll(selector)].some(element => element.getClientRects().length > 0);
        window.take = async (act, ready) => {
            const from = performance.now();
            await act();
            while (!ready()) {
                if (performance.now() - from > 300000) throw new Error(`not within 5 minutes: ${ready}`);
                await new Promise(resolve => setTimeout(resolve, 2));
            }
            // Until it is on the screen.
            await new Promise(resolve => { requestAnimationFrame(() => setTimeout(resolve)); setTimeout(resolve, 200); });
            return performance.now() - from;
        };
        """;

    private const string FrontIsDrawn = "() => shown('.chart[aria-label^=\"Front of\"] .scatterlayer .point') "
        + "&& shown('.chart[aria-label^=\"Hypervolume\"] .scatterlayer .js-line')";

    private const string Sorting = "[...document.querySelectorAll('th[aria-sort]')].find(head => head.textContent.startsWith('AUC')).getAttribute('aria-sort')";

    [Fact]
    public async Task Pages_of_a_search_of_many_candidates_are_quick_and_follow_it()
    {
        await using var browser = await Browser.StartAsync();
        await using var search = await (Measured is null ? LargeSearch.SimulatedAsync(2_000, Cancel) : LargeSearch.OfAsync(Measured, Cancel));
        var page = browser.Page;
        await page.AddInitScriptAsync(Script);

        Tell("front, first visit after a start", [await OpenAsync(page, search)]);
        var opened = Tell("front, opened", await RepeatAsync(() => OpenAsync(page, search)));
        await page.EvaluateAsync("() => document.querySelector('.chart[aria-label^=\"Front of\"]').mine = true");
        var (tree, candidates, back, auc, projection) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Repetitions; i++)
        {
            tree.Add(await TakeAsync(page, Link("/tree"), "() => shown('.chart[aria-label^=Tree] .scatterlayer .point')"));
            candidates.Add(await TakeAsync(page, Link("/candidates"), "() => shown('form.filters') && shown('table.list tbody th a')"));
            var before = await page.EvaluateAsync<string>($"() => {Sorting}");
            auc.Add(await TakeAsync(
                page, "() => [...document.querySelectorAll('button.sort')].find(button => button.textContent.startsWith('AUC')).click()",
                $"() => {Sorting} !== '{before}'"));
            back.Add(await TakeAsync(page, Link($"/searches/{SimulatedSearch.Id}"), FrontIsDrawn));
            projection.Add(await TakeAsync(
                page, Choice("AUC / weights"),
                "() => shown('.chart[aria-label*=\"AUC / weights\"] .ytitle') "
                    + "&& document.querySelector('.chart[aria-label*=\"AUC / weights\"] .ytitle').textContent === 'AUC'"));
            await TakeAsync(
                page, Choice("FN / weights"),
                "() => document.querySelector('.chart[aria-label*=\"FN / weights\"] .ytitle')?.textContent.startsWith('missed')");
        }
        Tell("to the tree", tree);
        Tell("to the candidates", candidates);
        Tell("sorted by AUC", auc);
        var returned = Tell("back to the front", back);
        Tell("another projection", projection);
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('.chart[aria-label^=\"Front of\"]').mine"), "the front was made anew");
        var updated = await WatchAsync(page, search);
        browser.AssertQuiet();
        output.WriteLine(FormattableString.Invariant($"meant to take 1000, 200 and 200 ms at most: opened {opened:0}, back {returned:0}, chart {updated:0}"));
    }

    /// <summary>From the moment in which the numbers of the page change to the one in which its chart is drawn.</summary>
    private async Task<double> WatchAsync(IPage page, LargeSearch search)
    {
        var processor = await page.Context.NewCDPSessionAsync(page);
        await processor.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        var before = await SecondsAsync(processor);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await page.EvaluateAsync("() => { seen.tiles = []; seen.drawn = []; seen.received = []; }");
        await search.GoOnAsync(Cancel);
        // A busy machine may draw but once before the few candidates are in.
        var wanted = Measured is null ? 1 : 40;
        var enough = $"() => seen.drawn.filter(drawn => drawn.label.startsWith('Hypervolume')).length >= {wanted}";
        await page.WaitForFunctionAsync(enough, null, new() { Timeout = Patience.Milliseconds });
        var seconds = clock.Elapsed.TotalSeconds;
        var late = await page.EvaluateAsync<double[]>(
            "() => seen.drawn.map(drawn => drawn.now - Math.max(...seen.tiles.filter(now => now <= drawn.now))).filter(Number.isFinite)");
        var bytes = await page.EvaluateAsync<long>("() => seen.received.reduce((sum, message) => sum + message.bytes, 0)");
        var draws = await page.EvaluateAsync<int>("() => seen.drawn.length");
        var busy = await SecondsAsync(processor) - before;
        var median = Tell("chart after the page's numbers", late);
        output.WriteLine(FormattableString.Invariant(
            $"{draws} drawings, {bytes / 1e3:0} kB and {busy * 1e3:0} ms of the page's processor time in {seconds:0.0} s"));
        return median;
    }

    /// <summary>Of the page's main thread, whatever else the machine does.</summary>
    private static async Task<double> SecondsAsync(ICDPSession processor) =>
        (await processor.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();

    private static string Link(string end) =>
        $"() => [...document.querySelectorAll('nav.views a')].find(link => link.getAttribute('href').endsWith('{end}')).click()";

    private static string Choice(string text) =>
        $"() => [...document.querySelectorAll('.choice button')].find(button => button.textContent === '{text}').click()";

    private static Task<double> TakeAsync(IPage page, string act, string ready) => page.EvaluateAsync<double>($"() => take({act}, {ready})");

    /// <summary>From the address to the drawn chart.</summary>
    private static async Task<double> OpenAsync(IPage page, LargeSearch search)
    {
        await page.GotoAsync(search.Page, new() { WaitUntil = WaitUntilState.Commit });
        return await page.EvaluateAsync<double>($"async () => {{ await take(() => {{}}, {FrontIsDrawn}); return performance.now(); }}");
    }

    private static async Task<IReadOnlyList<double>> RepeatAsync(Func<Task<double>> take)
    {
        var times = new List<double>();
        for (var i = 0; i < Repetitions; i++) times.Add(await take());
        return times;
    }

    /// <returns>The median.</returns>
    private double Tell(string what, IReadOnlyList<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        output.WriteLine(FormattableString.Invariant($"{what,-34} median {sorted[sorted.Count / 2],6:0} ms, {sorted[0]:0} to {sorted[^1]:0} ({sorted.Count})"));
        return sorted[sorted.Count / 2];
    }
}
