using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Hosting;
using Microsoft.Extensions.Logging;

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
    [InlineData(LogLevel.Warning, "[INFO][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] ours, not asked for")]
    public void Below_warnings_only_our_own_actors_are_heard_and_only_when_asked_for(LogLevel least, string text) =>
        Assert.DoesNotContain("info:", Printed(least, text, LogLevel.Information), StringComparison.Ordinal);

    private static string Printed(LogLevel least, string text, LogLevel level)
    {
        var before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            using var logger = new StderrLogger(least);
            logger.Log(level, default, text, null, (state, _) => state);
            return error.ToString();
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
