using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>Addresses. Pages have a root of their own, because `/searches/ID` belongs to the HTTP API.</summary>
internal static class DashboardPaths
{
    public const string Home = "/ui";
    public const string Login = "/ui/login";
    public const string Logout = "/ui/logout";
    public const string Open = "/ui/open";
    public const string Session = "/ui/session";
    public const string Alive = "/ui/alive";

    /// <summary>Scripts and styles: the same for every browser.</summary>
    public static bool IsFile(PathString path) => IsBelow(path, "/_content", "/_framework");

    /// <summary>The dashboard answers here and checks its own cookie; everywhere else the API answers and checks the token.</summary>
    public static bool Owns(PathString path) => IsBelow(path, Home, "/_blazor") || IsFile(path);

    /// <summary>Open to a browser that is not logged in yet.</summary>
    public static bool IsOpen(PathString path) => path == Login || path == Open || path == Session || path == Alive || IsFile(path);

    public static string Search(string id) => $"{Home}/searches/{Uri.EscapeDataString(id)}";

    public static string Candidate(string search, string candidate) => $"{Search(search)}/candidates/{Uri.EscapeDataString(candidate)}";

    public static string Ticket(string search, string candidate, int replicate) =>
        FormattableString.Invariant($"{Candidate(search, candidate)}/ticket?replicate={replicate}");

    public static string Compare(string search, string first, string second) =>
        $"{Search(search)}/compare/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}";

    private static bool IsBelow(PathString path, params string[] roots) => roots.Any(root => path.StartsWithSegments(root, StringComparison.Ordinal));
}
