using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>What a page of another site can do, in a real browser, with a coordinator on the machine of the person who looks at it: nothing.</summary>
[Collection("processes")]
public sealed class ForeignSiteTests
{
    /// <summary>Tries to give orders, to read and to open the connection of the dashboard's pages; returns what it could read.</summary>
    private const string Attack = """
        async ([target, file]) => {
            const read = async (path, options) => {
                try {
                    const answer = await fetch(target + path, options);
                    return answer.type === 'opaque' ? 'opaque' : `${answer.status} ${await answer.text()}`;
                } catch {
                    return 'nothing';
                }
            };
            const socket = new Promise(resolve => {
                const opened = new WebSocket(target.replace('http', 'ws') + '/_blazor');
                opened.onopen = () => resolve('open');
                opened.onerror = () => resolve('nothing');
            });
            const order = { method: 'POST', body: file, headers: { 'Content-Type': 'text/plain' } };
            return [
                await read('/searches?id=simple', { ...order, mode: 'no-cors' }), await read('/searches?id=cors', order),
                await read('/searches?id=asked-first', { ...order, headers: { 'Content-Type': 'application/yaml' } }),
                await read('/searches/victim/cancel', { method: 'POST', mode: 'no-cors' }),
                await read('/searches'), await read('/searches/victim', { mode: 'no-cors' }), await read('/ui'), await socket,
            ];
        }
        """;

    /// <summary>A form needs no permission to be sent elsewhere.</summary>
    private const string Form = """
        ([action, file]) => {
            const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action });
            form.append(Object.assign(document.createElement('textarea'), { name: file, value: '' }));
            document.body.append(form);
            form.submit();
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_another_site_gives_no_orders_and_reads_nothing()
    {
        using var cluster = new TestCluster();
        await cluster.CoordinatorsAsync(Cancel);
        var target = new Uri(cluster.Address(0));
        var victim = TestCluster.Search("victim");
        await cluster.SubmitAsync(victim, Cancel);
        await using var site = await SiteAsync();
        var port = new Uri(site.Urls.Single()).Port;
        await using var browser = await Browser.StartAsync();
        var page = browser.Page;

        // Another site, another host of this machine, and another port of the same host: of another origin, each.
        foreach (var from in new[] { Browser.ForeignName, "localhost", "127.0.0.1" })
        {
            await page.GotoAsync($"http://{from}:{port}/");
            var seen = await page.EvaluateAsync<string[]>(Attack, new[] { target.GetLeftPart(UriPartial.Authority), victim });
            TestContext.Current.TestOutputHelper?.WriteLine($"{from}: {string.Join(", ", seen)}");
            Assert.All(seen, what => Assert.Equal("nothing", what));
            foreach (var order in new[] { "/searches?id=form", "/searches/victim/cancel" })
            {
                await page.GotoAsync($"http://{from}:{port}/");
                var action = new Uri(target, order).ToString();
                var refused = await page.RunAndWaitForResponseAsync(
                    () => page.EvaluateAsync(Form, new[] { action, victim }), answer => answer.Request.Method == "POST");
                await page.WaitForURLAsync(action);
                Assert.Equal((int)HttpStatusCode.Forbidden, refused.Status);
            }
            // A link is followed.
            await page.GotoAsync($"http://{from}:{port}/");
            await page.EvaluateAsync("to => location.assign(to)", new Uri(target, "/ui").ToString());
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "victim" })).ToBeVisibleAsync();
        }

        // The site's name now leads to the coordinator: of the same origin, for the browser.
        foreach (var path in new[] { "/searches", "/ui" })
        {
            var rebound = await page.GotoAsync($"http://{Browser.ForeignName}:{target.Port}{path}");
            Assert.Equal(StatusCodes.Status421MisdirectedRequest, rebound!.Status);
            Assert.DoesNotContain("victim", await rebound.TextAsync(), StringComparison.Ordinal);
        }
        var status = await page.EvaluateAsync<int>("async () => (await fetch('/searches/victim/cancel', { method: 'POST' })).status");
        Assert.Equal(StatusCodes.Status421MisdirectedRequest, status);

        using var searches = await cluster.AskAsync(HttpMethod.Get, "/searches", null, Cancel);
        Assert.Equal("""{"searches":["victim"]}""", await searches.Content.ReadAsStringAsync(Cancel));
        Assert.NotEqual("cancelled", (await cluster.StatusAsync("victim", Cancel)).GetProperty("status").GetString());
    }

    private static async Task<WebApplication> SiteAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var site = builder.Build();
        site.Run(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<!doctype html><title>Another site</title><p>Kittens.");
        });
        await site.StartAsync(Cancel);
        return site;
    }
}
