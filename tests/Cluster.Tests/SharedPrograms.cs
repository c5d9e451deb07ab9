using ActorSearch.Cluster.Tests;
using ActorSearch.Cluster.Tests.Dashboard;

[assembly: AssemblyFixture(typeof(SharedPrograms))]

namespace ActorSearch.Cluster.Tests;

/// <summary>
/// One PostgreSQL with a database for each test, and one browser with a context for each: started by the first test that needs them, ended after the last one.
/// </summary>
public sealed class SharedPrograms : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Browser.EndAsync();
        PostgresServer.End();
    }
}
