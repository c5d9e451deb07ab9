namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>A coordinator beside the active one, in the same cluster.</summary>
/// <param name="token">What it shows to the active one.</param>
public sealed class StandbyServer(ApiServer active, string? token = ApiServer.Token) : ApiServer(Token, active)
{
    /// <inheritdoc/>
    protected override string? TokenForOthers => token;
}
