using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>The result of comparing a request's token.</summary>
public enum TokenVerdict
{
    /// <summary>It is the required one.</summary>
    Right,

    /// <summary>It is the one for clients that only read.</summary>
    ReadOnly,

    /// <summary>It is another one.</summary>
    Wrong,

    /// <summary>
    /// That address sent too many wrong ones, and this one is short enough to be guessed: the answer does not reveal whether it is right.
    /// </summary>
    TooMany,
}

/// <summary>
/// The one place where tokens are compared, in constant time, whether a header or a form contains them: <see cref="WrongTokens"/> counts the wrong ones.
/// </summary>
/// <param name="token">Null: none is required.</param>
/// <param name="readToken">Permits only reading; null: there is none.</param>
/// <param name="wrong">Null: a new one.</param>
public sealed class TokenGuard(string? token, string? readToken = null, WrongTokens? wrong = null)
{
    /// <summary>
    /// Length in characters from which a token cannot be guessed: a right one is accepted at once, whatever else came from its address. A shorter one could
    /// then be guessed at any speed, so it is accepted only while its address has guesses left.
    /// </summary>
    public const int Unguessable = 32;

    /// <summary>After each wrong one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private const string Scheme = "Bearer ";

    private readonly byte[]? _wanted = token is null ? null : Hash(token), _reading = readToken is null ? null : Hash(readToken);
    private readonly WrongTokens _wrong = wrong ?? new WrongTokens();

    /// <summary>Whether no token is required.</summary>
    public bool IsOpen => token is null;

    /// <returns>The bearer token of a request; null: it has none.</returns>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : null;
    }

    /// <summary>Compares a token; a wrong one counts against the address of the request, and costs a moment.</summary>
    /// <returns>With <see cref="TokenVerdict.TooMany"/> the answer has its Retry-After already.</returns>
    public async Task<TokenVerdict> JudgeAsync(HttpContext http, string given)
    {
        var hash = Hash(given);
        var (verdict, right) = _wanted is null || CryptographicOperations.FixedTimeEquals(hash, _wanted) ? (TokenVerdict.Right, token)
            : _reading is not null && CryptographicOperations.FixedTimeEquals(hash, _reading) ? (TokenVerdict.ReadOnly, readToken)
            : (TokenVerdict.Wrong, null);
        if (right?.Length >= Unguessable) return verdict;
        if (_wrong.Note(http.Connection.RemoteIpAddress, verdict == TokenVerdict.Wrong) is { } wait) return TooMany(http, wait);
        if (verdict == TokenVerdict.Wrong)
            await Task.Delay(Pause, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return verdict;
    }

    /// <summary>Whether the request may know everything: it bears a right token, or none is required.</summary>
    public async Task<bool> TrustsAsync(HttpContext http)
    {
        if (IsOpen) return true;
        return Of(http.Request) is { } given && await JudgeAsync(http, given) is TokenVerdict.Right or TokenVerdict.ReadOnly;
    }

    // Hashes have one length, so that the time of a comparison shows neither a token's length nor its contents.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static TokenVerdict TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TokenVerdict.TooMany;
    }
}
