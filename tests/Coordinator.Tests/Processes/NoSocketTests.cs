using System.Net;
using System.Net.Sockets;

namespace ActorSearch.Coordinator.Tests.Processes;

public sealed class NoSocketTests
{
    /// <summary>Whatever listens can be talked to by every user of the machine.</summary>
    [Fact]
    public async Task A_run_listens_on_no_socket()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("/proc is Linux's");
        using var search = new TinySearch(epochs: 50, candidates: 30);
        using var run = ActorSearchProcess.Start("run", search.SearchFile, "--out", search.Out("a"));
        await run.UntilAsync(search.Journal("a"), events => events.OfType<LeaseGranted>().Any(), TestContext.Current.CancellationToken);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.NotEmpty(Sockets(Environment.ProcessId, state => state == "0A")); // it finds those that are there
        Assert.Empty(Sockets(run.Id, state => state == "0A"));
        Assert.Empty(Sockets(run.Id, _ => true, "udp", "udp6"));
    }

    /// <summary>Sockets of a process, as address and port in hexadecimal digits.</summary>
    private static List<string> Sockets(int process, Func<string, bool> state, params string[] tables)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd").Select(Target).Where(name => name.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(name => long.Parse(name[8..^1], CultureInfo.InvariantCulture)).ToHashSet();
        return [.. (tables.Length > 0 ? tables : ["tcp", "tcp6", "unix"])
            .SelectMany(table => table == "unix" ? Unix(process, own) : Inet(process, table, state, own))];
    }

    private static string Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, false)?.Name ?? "";
        }
        catch (FileNotFoundException)
        {
            return ""; // closed meanwhile
        }
    }

    private static IEnumerable<string> Inet(int process, string table, Func<string, bool> state, HashSet<long> own) =>
        from line in File.ReadAllLines($"/proc/{process}/net/{table}").Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where state(fields[3]) && own.Contains(long.Parse(fields[9], CultureInfo.InvariantCulture))
        select fields[1];

    /// <summary>Those that accept connections, and have a name; .NET's diagnostics has one, which the kernel gives to this user alone.</summary>
    private static IEnumerable<string> Unix(int process, HashSet<long> own) =>
        from line in File.ReadAllLines($"/proc/{process}/net/unix").Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields.Length > 7 && own.Contains(long.Parse(fields[6], CultureInfo.InvariantCulture))
            && !fields[7].Contains("dotnet-diagnostic-", StringComparison.Ordinal)
        select fields[7];
}
