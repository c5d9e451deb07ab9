using System.Net.Http.Headers;

namespace ActorSearch.TrainerNode.Training.Http;

/// <summary>HTTP clients of one node for another.</summary>
public static class NodeClient
{
    /// <summary>Largest answer that is read whole, in bytes: a server cannot make a client take more memory than this.</summary>
    public const int LongestAnswer = 32 << 20;

    /// <summary>Largest document of a search that is read whole, in bytes: the points of a million candidates have fewer.</summary>
    public const int LongestDocument = 1 << 29;

    /// <summary>A client that follows no redirection and keeps no cookies.</summary>
    /// <param name="token">Sent with each request; null: none.</param>
    /// <param name="timeout">Longest time of one request, bytes included.</param>
    /// <param name="handler">Null: one that connects within 3 s.</param>
    public static HttpClient New(string? token, TimeSpan timeout, HttpMessageHandler? handler = null)
    {
        handler ??= new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3), UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        var http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = LongestAnswer };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
