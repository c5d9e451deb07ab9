using System.Net;
using System.Net.Sockets;
using ActorSearch.Coordinator.Tests.Support;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>What a coordinator prints of its HTTP address: the name that its certificate is for, and one line when another process has the port.</summary>
public sealed class PrintedAddressTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Addresses_have_the_name_that_the_settings_give()
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var coordinator = Start(0, (_, line) => { if (line.StartsWith("up:", StringComparison.Ordinal)) up.TrySetResult(); });
        await up.Task.WaitAsync(Patience.Limit, Cancel);
        coordinator.Interrupt();
        var (code, output, error) = await coordinator.EndAsync(Cancel);
        Assert.True(code == 0, error);
        Assert.Matches(@"(?m)^HTTP at http://localhost:[1-9]\d*$", output);
        Assert.Matches(@"(?m)^dashboard: http://localhost:[1-9]\d*/ui/", output);
    }

    [Fact]
    public async Task An_occupied_port_is_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var coordinator = Start(port, null);
        var (code, _, error) = await coordinator.EndAsync(Cancel);
        Assert.Equal(2, code);
        Assert.Equal($"http-port: {port} is in use by another process", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    private ActorSearchProcess Start(int httpPort, Action<int, string>? onLine)
    {
        // Below it the path of the token's file is kept.
        (string, string)[] environment = [("HOME", _folder.Path), ("XDG_DATA_HOME", Path.Combine(_folder.Path, "data"))];
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string[] arguments = ["coordinator", "--host", "localhost", "--folder", Path.Combine(_folder.Path, "coordinator")];
        return ActorSearchProcess.Start([.. arguments, "--port", Text(port), "--http-port", Text(httpPort)], onLine, environment);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
