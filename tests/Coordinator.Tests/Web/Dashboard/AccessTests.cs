using System.Net;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Tests.Web.Api;
using ActorSearch.TrainerNode.Node.Http;

namespace ActorSearch.Coordinator.Tests.Web.Dashboard;

/// <summary>Who may see the dashboard, and what its pages may load.</summary>
public sealed partial class AccessTests : IAsyncLifetime
{
    private readonly ApiServer _server = new();
    private readonly CookieContainer _cookies = new();
    private HttpClient _browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = _server.Address };
        _browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_is_sent_to_the_login_and_gets_nothing_else()
    {
        foreach (var (path, to) in new[] { ("/", "/ui"), ("/ui", "/ui/login?to=%2Fui"), ("/ui/searches/a?b=c", "/ui/login?to=%2Fui%2Fsearches%2Fa%3Fb%3Dc") })
        {
            using var answer = await _browser.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal(to, answer.Headers.Location!.OriginalString);
        }
        foreach (var (method, path) in new[] { ("POST", "/_blazor/negotiate"), ("POST", "/ui"), ("POST", "/ui/logout") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await _browser.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_token_gives_a_cookie_for_pages_and_tickets_and_not_for_the_interface()
    {
        await _server.FinishedAsync("done");
        _server.StoreTickets();
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync("wrong", "/ui/trainers")).StatusCode);
        using var welcome = await LoginAsync(ApiServer.Token, "/ui/trainers");
        Assert.Equal(HttpStatusCode.Redirect, welcome.StatusCode);
        Assert.Equal("/ui/trainers", welcome.Headers.Location!.OriginalString);
        var cookie = welcome.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("actorsearch=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await _browser.GetAsync("/ui", Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var ticket = await _browser.GetAsync("/ui/searches/done/candidates/root/ticket", Cancel);
        Assert.Equal(HttpStatusCode.OK, ticket.StatusCode);
        // A cookie travels by itself, so it must not give orders: the interface asks for the token as ever.
        using var order = await _browser.PostAsync("/searches/done/cancel", null, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, order.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere/")]
    [InlineData("//elsewhere/")]
    [InlineData("/ui/../../searches")]
    [InlineData("/ui//elsewhere\\")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_elsewhere_by_a_link_to_the_login(string to)
    {
        using var welcome = await LoginAsync(ApiServer.Token, to);
        var target = new Uri(_server.Address, welcome.Headers.Location!);
        Assert.Equal(_server.Address.Authority, target.Authority);
        Assert.StartsWith("/ui", welcome.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_does_not_log_in_and_guessing_is_slow()
    {
        using var forged = await _browser.PostAsync("/ui/login", new FormUrlEncodedContent([new("token", ApiServer.Token)]), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10 * WrongTokens.Most).Select(i => LoginAsync($"guess {i}", null)));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}"));
        Assert.All(answers, answer => Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        await Patience.UntilAsync(
            async () => (await LoginAsync(ApiServer.Token, null)).StatusCode == HttpStatusCode.Redirect, () => "the right token is not taken", Cancel);
    }

    [Fact]
    public async Task Pages_load_from_this_coordinator_alone_and_say_so()
    {
        using var welcome = await LoginAsync(ApiServer.Token, null);
        foreach (var path in new[] { "/ui", "/ui/submit", "/ui/login" })
        {
            using var page = await _browser.GetAsync(path, Cancel);
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("connect-src 'self' http://elsewhere:4080;", policy, StringComparison.Ordinal);
            if (page.StatusCode == HttpStatusCode.Redirect) continue;
            var html = await page.Content.ReadAsStringAsync(Cancel);
            var files = Links().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))
                .Where(link => link.StartsWith("/_", StringComparison.Ordinal)).ToList();
            Assert.True(files.Count >= 5, html);
            Assert.DoesNotContain(Links().Matches(html), match => match.Groups[1].Value.Contains("//", StringComparison.Ordinal));
            foreach (var file in files)
            {
                using var answer = await _browser.GetAsync(file, Cancel);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(answer.Headers.CacheControl is { Public: true, MaxAge.TotalDays: > 300 }, file);
            }
        }
    }

    /// <summary>As the form of the login page would.</summary>
    private async Task<HttpResponseMessage> LoginAsync(string token, string? to)
    {
        var html = await _browser.GetStringAsync("/ui/login", Cancel);
        var sealOfForm = SealOfForm().Match(html);
        Assert.True(sealOfForm.Success, html);
        return await _browser.PostAsync(
            "/ui/login",
            new FormUrlEncodedContent([new(sealOfForm.Groups[1].Value, sealOfForm.Groups[2].Value), new("token", token), new("to", to ?? "")]),
            Cancel);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("name=\"(__[^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex SealOfForm();
}
