using ActorSearch.Coordinator.Web.Dashboard.Access;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>What the dashboard needs from its coordinator.</summary>
/// <param name="Token">The token that a browser has to log in with; null: there is no login.</param>
/// <param name="Others">The other coordinators' HTTP addresses, where a page continues when this coordinator is unavailable.</param>
internal sealed record DashboardOptions(string? Token, IReadOnlyList<Uri> Others)
{
    /// <summary>The token of programs that only read the HTTP API; null: there is none.</summary>
    public string? ReadToken { get; init; }

    /// <summary>Logs one browser in without the token; null: there is none.</summary>
    public OpeningLink? Link { get; init; }
}
