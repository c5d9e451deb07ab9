using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>Compares the token of a request with the one that is wanted, in a time that tells nothing of either.</summary>
public sealed class BearerToken
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _wanted;

    /// <param name="token">Null: every request passes.</param>
    public BearerToken(string? token) => _wanted = token is null ? null : Hash(token);

    /// <returns>What the request says the token is; null: it brings none.</returns>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : null;
    }

    public bool Accepts(HttpRequest request) => _wanted is null || (Of(request) is { } given && Accepts(given));

    /// <summary>For whoever brings it in another way.</summary>
    public bool Accepts(string token) => _wanted is null || CryptographicOperations.FixedTimeEquals(Hash(token), _wanted);

    // Hashes have one length, so a token's length shows no more than its contents.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
