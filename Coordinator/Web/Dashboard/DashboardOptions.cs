using ActorSearch.Coordinator.Web.Dashboard.Access;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>What the dashboard has to know of its coordinator.</summary>
/// <param name="Token">What a browser has to log in with; null: nobody has to.</param>
/// <param name="Others">The other coordinators' HTTP addresses, where a page goes on when this one is gone.</param>
internal sealed record DashboardOptions(string? Token, IReadOnlyList<Uri> Others)
{
    /// <summary>For programs that only read the HTTP interface; null: there is none.</summary>
    public string? ReadToken { get; init; }

    /// <summary>Lets one browser in without the token; null: there is none.</summary>
    public OpeningLink? Link { get; init; }
}
