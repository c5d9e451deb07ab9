using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>Scripts and styles that lie beside the program. An address names a file's contents, so browsers keep it for good.</summary>
internal static class WebFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private static readonly ConcurrentDictionary<string, string> Urls = new(StringComparer.Ordinal);

    /// <summary>The address of a file of the folder Assets.</summary>
    public static string Own(string name) => Url($"/_content/actorsearch/{name}");

    /// <param name="path">For example `/_framework/blazor.web.js`.</param>
    public static string Url(string path) => Urls.GetOrAdd(path, static path =>
        $"{path}?v={Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Folder, path.TrimStart('/')))))[..12]}");

    public static void UseWebFiles(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(Folder),
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
