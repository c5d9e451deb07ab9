using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorSearch.Coordinator.Tests.Hosting;

public sealed class StderrLoggerTests
{
    [Theory]
    [InlineData("[WARNING][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] late by [2] s\n   at A.B()",
        LogLevel.Warning, "warning: late by [2] s")]
    [InlineData("[not Akka's] text", LogLevel.Error, "error: [not Akka's] text")]
    [InlineData("[INFO][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] a lease", LogLevel.Information, "info: a lease")]
    public void A_message_is_one_line_without_what_only_a_developer_reads(string text, LogLevel level, string expected)
    {
        var printed = Printed(LogLevel.Information, text, level);
        Assert.Contains(expected + "\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Thread", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Information, "[INFO][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/system/x] Akka's own")]
    [InlineData(LogLevel.Information, "[INFO][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/system/x] about akka://a/user/x")]
    [InlineData(LogLevel.Warning, "[INFO][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] ours, not asked for")]
    public void Below_warnings_only_our_own_actors_are_heard_and_only_when_asked_for(LogLevel least, string text) =>
        Assert.DoesNotContain("info:", Printed(least, text, LogLevel.Information), StringComparison.Ordinal);

    /// <summary>As Akka 1.5.74 writes them for a node that was killed, several a second.</summary>
    public static TheoryData<string, string> Noise => new()
    {
        { Writer, "Association with remote system akka.ssl.tcp://a@127.0.0.1:2 has failed; address is now gated for 1000 ms. Reason is: [Disassociated" },
        { Writer + "/endpointWriter", "Disassociated Cause: Akka.Remote.EndpointDisassociatedException: Disassociated" },
        { Writer + "/endpointWriter", "AssociationError [akka.ssl.tcp://a@127.0.0.1:1] -> akka.ssl.tcp://a@127.0.0.1:2: Error [Association failed] []" },
        { "remoting (akka://a)", "Tried to associate with unreachable remote address [akka.ssl.tcp://a@127.0.0.1:2]. Address is now gated for 1000 ms" },
        { "remoting (akka://a)", "Association to [akka.ssl.tcp://a@127.0.0.1:2] having UID [1] is irrecoverably failed. UID is now quarantined" },
        {
            "akka.ssl.tcp://a@127.0.0.1:1/system/cluster/core/daemon",
            "Cluster Node [akka.ssl.tcp://a@127.0.0.1:1] - Marking node(s) as UNREACHABLE [Member(2)]"
        },
    };

    private const string Writer = "akka.ssl.tcp://a@127.0.0.1:1/system/endpointManager/reliableEndpointWriter-akka.ssl.tcp%3A%2F%2Fa%40127.0.0.1%3A2-2";

    [Theory]
    [MemberData(nameof(Noise))]
    public void Lines_of_Akka_on_lost_connections_are_for_debugging(string source, string text)
    {
        Assert.Equal("", From(LogLevel.Warning, source, text));
        Assert.Equal("", From(LogLevel.Information, source, text));
        Assert.StartsWith("debug: ", From(LogLevel.Debug, source, text), StringComparison.Ordinal);
        // The same words of an actor of ours.
        Assert.StartsWith("warning: ", From(LogLevel.Warning, "akka://a/user/searches", text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Writer + "/endpointWriter", "Transient association error (association remains live)")]
    [InlineData("remoting (akka://a)", "Remoting failed to start")]
    [InlineData("akka.ssl.tcp://a@127.0.0.1:1/system/cluster/core/daemon/downingProvider",
        "a@127.0.0.1:2 does not respond: this node removes it from the cluster")]
    [InlineData("wire(akka://a)", "127.0.0.1:2 cannot be reached: Connection refused")]
    public void Errors_of_remoting_stay_visible(string source, string text) =>
        Assert.StartsWith("warning: ", From(LogLevel.Warning, source, text), StringComparison.Ordinal);

    /// <summary>Who starts the host catches the same exception.</summary>
    [Fact]
    public void A_host_that_cannot_start_is_left_to_the_command() =>
        Assert.Equal("", Captured(LogLevel.Warning, LogLevel.Error, new EventId(11, "HostedServiceStartupFaulted"), "none", "Hosting failed to start"));

    private static string From(LogLevel least, string source, string text) => Captured(least, LogLevel.Warning, default, source, text);

    private static string Captured(LogLevel least, LogLevel level, EventId id, string source, string text)
    {
        var before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            using var logger = new StderrLogger(least);
            var state = new Dictionary<string, object> { [JsonLine.LogSource] = source };
            logger.Log(level, id, state, null, (_, _) => $"[WARNING][11/30/2026 12:19:45.112Z][Thread 0016][{source}] {text}");
            return error.ToString();
        }
        finally
        {
            Console.SetError(before);
        }
    }

    /// <summary>Who speaks decides, not the words: this is how Akka.Hosting hands messages on.</summary>
    [Fact]
    public async Task Messages_of_our_own_actors_come_through_Akka_s_logger()
    {
        var before = Console.Error;
        using var error = new StringWriter();
        var lines = TextWriter.Synchronized(error);
        try
        {
            Console.SetError(lines);
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Logging.AddProvider(new StderrLogger(LogLevel.Information)).SetMinimumLevel(LogLevel.Trace);
            builder.Services.AddAkka("logging", akka => akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                    loggers.LogLevel = Akka.Event.LogLevel.InfoLevel;
                })
                .WithActors((system, _) => system.ActorOf(Props.Create(() => new Speaker()), "speaker").Tell("of /system/ things")));
            using var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
            await Patience.UntilAsync(
                () => Text().Contains("info: says of /system/ things", StringComparison.Ordinal), Text, TestContext.Current.CancellationToken);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            Console.SetError(before);
        }

        string Text()
        {
            // What the synchronized writer locks.
            lock (lines) return error.ToString();
        }
    }

    private sealed class Speaker : ReceiveActor
    {
        public Speaker() => ReceiveAny(message => Context.GetLogger().Info("says {Message}", message));
    }

    private static string Printed(LogLevel least, string text, LogLevel level)
    {
        var path = text.Split('[').LastOrDefault(part => part.StartsWith("akka", StringComparison.Ordinal))?.Split(']')[0] ?? "none";
        var before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            using var logger = new StderrLogger(least);
            logger.Log(level, default, new Dictionary<string, object> { [JsonLine.ActorPath] = path }, null, (_, _) => text);
            return error.ToString();
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
