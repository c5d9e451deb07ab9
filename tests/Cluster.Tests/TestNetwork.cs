using System.Diagnostics;
using System.Net.NetworkInformation;

namespace ActorSearch.Cluster.Tests;

/// <summary>
/// Machines of their own on this one: a network namespace each, on a bridge for the cluster and on another one for the database. So a machine can be cut off
/// from all others and still write the journal, which is the case that two writers come from.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    private static int _networks;

    private readonly string _name;
    private readonly int _subnet;
    private readonly List<string> _machines = [];

    private TestNetwork()
    {
        var network = Interlocked.Increment(ref _networks);
        _name = string.Create(CultureInfo.InvariantCulture, $"as{Environment.ProcessId % 10_000}{(char)('a' + (network % 26))}");
        _subnet = Enumerable.Range(0, 250).Select(i => (Environment.ProcessId + network + i) % 250).First(subnet => !IsTaken(subnet));
    }

    /// <summary>By another run of the tests, or by one that was killed and left its bridges: packets would go to those.</summary>
    private static bool IsTaken(int subnet) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(link => link.GetIPProperties().UnicastAddresses)
        .Any(own => own.Address.GetAddressBytes() is [10, (byte)Net.Cluster or (byte)Net.Database, var taken, _] && taken == subnet);

    /// <summary>What the machines reach the database by.</summary>
    public string Database => Address(Net.Database, 1);

    private enum Net { Cluster = 213, Database = 214 }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Hindrance { get; } = FindHindrance();

    /// <summary>Skips the test where there can be none.</summary>
    public static TestNetwork Start(params string[] machines)
    {
        Assert.SkipWhen(Hindrance is not null, Hindrance ?? "");
        var network = new TestNetwork();
        try
        {
            foreach (var net in Enum.GetValues<Net>()) network.MakeBridge(net);
            foreach (var machine in machines) network.MakeMachine(machine);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>By which the cluster knows the machine.</summary>
    public string AddressOf(string machine) => Address(Net.Cluster, Number(machine));

    /// <summary>The command that runs another one on the machine.</summary>
    public string[] On(string machine) => ["ip", "netns", "exec", Namespace(machine)];

    /// <summary>What it sends to the cluster vanishes, and what is sent to it; the database stays within its reach.</summary>
    public void Cut(string machine) => Ip("link", "set", Link(machine, Net.Cluster), "nomaster");

    public void Heal(string machine) => Ip("link", "set", Link(machine, Net.Cluster), "master", Bridge(Net.Cluster));

    public void Dispose()
    {
        foreach (var machine in _machines) TryIp("netns", "delete", Namespace(machine));
        foreach (var machine in _machines)
            foreach (var net in Enum.GetValues<Net>()) TryIp("link", "delete", Link(machine, net));
        foreach (var net in Enum.GetValues<Net>()) TryIp("link", "delete", Bridge(net));
    }

    private void MakeBridge(Net net)
    {
        Ip("link", "add", Bridge(net), "type", "bridge");
        Ip("address", "add", Address(net, 1) + "/24", "dev", Bridge(net));
        Ip("link", "set", Bridge(net), "up");
    }

    private void MakeMachine(string machine)
    {
        _machines.Add(machine);
        Ip("netns", "add", Namespace(machine));
        Ip("-n", Namespace(machine), "link", "set", "lo", "up");
        foreach (var net in Enum.GetValues<Net>())
        {
            var (here, there) = (Link(machine, net), net == Net.Cluster ? "eth0" : "eth1");
            Ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", Namespace(machine));
            Ip("link", "set", here, "master", Bridge(net), "up");
            Ip("-n", Namespace(machine), "address", "add", Address(net, Number(machine)) + "/24", "dev", there);
            Ip("-n", Namespace(machine), "link", "set", there, "up");
        }
    }

    private int Number(string machine) => 10 + _machines.IndexOf(machine);

    private string Address(Net net, int host) => string.Create(CultureInfo.InvariantCulture, $"10.{(int)net}.{_subnet}.{host}");

    private string Namespace(string machine) => $"{_name}-{machine}";

    // Names of links have 15 characters at most.
    private string Bridge(Net net) => _name + (net == Net.Cluster ? "-c" : "-d");

    private string Link(string machine, Net net) => Bridge(net) + machine;

    private static string? FindHindrance()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "network namespaces need root on Linux";
        const string probe = "as-probe";
        try
        {
            if (!TryIp("netns", "add", probe)) return "network namespaces are not allowed here";
            var possible = TryIp("link", "add", probe, "type", "bridge");
            return possible ? null : "bridges are not allowed here";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "ip is not installed (apt-get install iproute2)";
        }
        finally
        {
            if (File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip") || File.Exists("/usr/bin/ip"))
            {
                TryIp("link", "delete", probe);
                TryIp("netns", "delete", probe);
            }
        }
    }

    private static void Ip(params string[] arguments) => Assert.True(TryIp(arguments), $"ip {string.Join(' ', arguments)} failed");

    private static bool TryIp(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
