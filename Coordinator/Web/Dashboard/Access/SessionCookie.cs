using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>
/// What a browser sends after it has logged in: the end of the session, and a seal that cannot be made without the token. All coordinators have the same
/// token and accept each other's cookies; a new token makes every cookie void.
/// </summary>
internal sealed class SessionCookie
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private readonly byte[] _key;

    public SessionCookie(string token) =>
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(token), 32, info: "actorsearch dashboard session"u8.ToArray());

    public string Make(DateTimeOffset now)
    {
        var ends = (now + Lasts).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{ends}.{Seal(ends)}";
    }

    public bool Accepts(string? cookie, DateTimeOffset now)
    {
        if (cookie?.Split('.') is not [var ends, var seal]) return false;
        var genuine = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(Seal(ends)));
        return genuine && long.TryParse(ends, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && now.ToUnixTimeSeconds() < seconds;
    }

    public bool Accepts(HttpRequest request) => Accepts(request.Cookies[Name(request)], DateTimeOffset.UtcNow);

    public void Give(HttpContext http) => http.Response.Cookies.Append(Name(http.Request), Make(DateTimeOffset.UtcNow), Rules(http, Lasts));

    public static void Take(HttpContext http) => http.Response.Cookies.Delete(Name(http.Request), Rules(http, null));

    /// <summary>Browsers take a `__Host-` cookie from this very host alone, over HTTPS.</summary>
    private static string Name(HttpRequest request) => request.IsHttps ? "__Host-actorsearch" : "actorsearch";

    private string Seal(string ends) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(ends)));

    private static CookieOptions Rules(HttpContext http, TimeSpan? lasts) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = lasts };
}
