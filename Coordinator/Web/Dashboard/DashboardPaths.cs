using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>Where things are. Pages have a root of their own: `/searches/ID` is the HTTP interface's.</summary>
internal static class DashboardPaths
{
    public const string Home = "/ui";
    public const string Login = "/ui/login";
    public const string Logout = "/ui/logout";
    public const string Open = "/ui/open";
    public const string Session = "/ui/session";
    public const string Alive = "/ui/alive";

    /// <summary>Scripts and styles: the same for everybody.</summary>
    private static readonly string[] Files = ["/_content", "/_framework"];

    public static bool IsFile(PathString path) => Files.Any(root => path.StartsWithSegments(root, StringComparison.Ordinal));

    /// <summary>The dashboard answers here, by its own rules of who may ask; everywhere else the interface does by those of the token.</summary>
    public static bool Owns(PathString path) => path.StartsWithSegments(Home, StringComparison.Ordinal) || path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || IsFile(path);

    /// <summary>Asked for by somebody who is not logged in yet.</summary>
    public static bool IsOpen(PathString path) => path == Login || path == Open || path == Session || path == Alive || IsFile(path);

    public static string Search(string id) => $"{Home}/searches/{Uri.EscapeDataString(id)}";

    public static string Candidate(string search, string candidate) => $"{Search(search)}/candidates/{Uri.EscapeDataString(candidate)}";

    public static string Ticket(string search, string candidate, int replicate) => FormattableString.Invariant($"{Candidate(search, candidate)}/ticket?replicate={replicate}");

    public static string Compare(string search, string first, string second) => $"{Search(search)}/compare/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}";
}
