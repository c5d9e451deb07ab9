using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Tests.Hosting;

public sealed class StderrLoggerTests
{
    [Theory]
    [InlineData("[WARNING][11/23/2026 09:09:42.128Z][Thread 0016][akka.tcp://a@127.0.0.1:1/user/x] late by [2] s\n   at A.B()", LogLevel.Warning, "warning: late by [2] s")]
    [InlineData("[not Akka's] text", LogLevel.Error, "error: [not Akka's] text")]
    public void A_message_is_one_line_without_what_only_a_developer_reads(string text, LogLevel level, string expected)
    {
        var before = Console.Error;
        using var error = new StringWriter();
        try
        {
            Console.SetError(error);
            using var logger = new StderrLogger();
            logger.Log(level, default, text, null, (state, _) => state);
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Contains(expected + "\n", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Thread", error.ToString(), StringComparison.Ordinal);
    }
}
