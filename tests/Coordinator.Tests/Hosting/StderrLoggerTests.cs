using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Hosting;
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
    [InlineData("[WARNING][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] late by [2] s\n   at A.B()", LogLevel.Warning, "warning: late by [2] s")]
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
            await Patience.UntilAsync(() => Text().Contains("info: says of /system/ things", StringComparison.Ordinal), Text, TestContext.Current.CancellationToken);
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
