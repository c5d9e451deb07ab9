using ActorSearch.Coordinator.Web.Dashboard.Access;

namespace ActorSearch.Coordinator.Tests.Web.Dashboard;

/// <summary>A session's cookie: made by who knows the token, taken by all who know it, and not for ever.</summary>
public sealed class SessionCookieTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_coordinator_with_the_token_takes_it_for_twelve_hours()
    {
        var cookie = new SessionCookie("token").Make(Now);
        Assert.DoesNotContain("token", cookie, StringComparison.Ordinal);
        Assert.True(new SessionCookie("token").Accepts(cookie, Now));
        Assert.True(new SessionCookie("token").Accepts(cookie, Now.AddHours(11.9)));
        Assert.False(new SessionCookie("token").Accepts(cookie, Now.AddHours(12)));
        Assert.False(new SessionCookie("other").Accepts(cookie, Now));
    }

    /// <summary>Each character changed, left out or repeated.</summary>
    [Fact]
    public void A_changed_cookie_is_none()
    {
        var session = new SessionCookie("token");
        var cookie = session.Make(Now);
        for (var i = 0; i < cookie.Length; i++)
        {
            Assert.False(session.Accepts(cookie.Remove(i, 1), Now));
            Assert.False(session.Accepts(cookie.Insert(i, cookie[i].ToString()), Now));
            Assert.False(session.Accepts(cookie[..i] + (cookie[i] == '1' ? '2' : '1') + cookie[(i + 1)..], Now));
        }
        foreach (var other in new[] { null, "", ".", "..", "token", $"{Now.AddYears(1).ToUnixTimeSeconds()}.", cookie + ".x" })
            Assert.False(session.Accepts(other, Now));
    }
}
