namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>As a coordinator on loopback is by default: no token is wanted.</summary>
public sealed class OpenServer() : ApiServer(null);
