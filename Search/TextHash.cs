using System.Security.Cryptography;
using System.Text;

namespace ActorSearch.Search;

/// <summary>SHA-256 of a text.</summary>
internal static class TextHash
{
    /// <summary>64 hex digits.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
