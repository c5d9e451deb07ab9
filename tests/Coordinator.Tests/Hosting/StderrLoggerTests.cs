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

    [Theory]
    [InlineData("TLS handshake failed on channel [[::1]:4053->[::1]:34230](Id=619c4a9d)\nTLS handshake failed (Server side):\n  Error: not an SSL/TLS record: 32000000\n\n  Server-side TLS troubleshooting:\n  - Verify\nCause: DotNetty.NotSslRecordException: not an", "warning: refused [::1]:34230: it does not encrypt (it was given no cert and ca)\n")]
    [InlineData("TLS handshake failed on channel [[::1]:4053->[::1]:34230](Id=619c4a9d)\nTLS handshake failed (Client side):\n  Error: no common protocol\n\n  Client-side TLS troubleshooting:\n  - Verify", "warning: no agreement on TLS with [::1]:34230: no common protocol\n")]
    [InlineData("TLS handshake failed on channel [[::1]:4053->[::1]:3](Id=1)\n  Error: One or more errors occurred. (The remote certificate was rejected by the provided RemoteCertificateValidationCallback.)\n\n  Server-side TLS troubleshooting:\n", "")]
    [InlineData("Error caught channel [[::1]:4053->[::1]:34230](Id=619c4a9d)\nCause: DotNetty.Handlers.Tls.NotSslRecordException: not an SSL/TLS record: 32", "")]
    [InlineData("Rejected incoming connection from [[::1]:34230] due to TLS handshake failure. This is likely invalid or malicious traffic.", "")]
    public void Of_a_connection_without_agreement_on_tls_one_line_tells_who_and_why(string text, string expected) =>
        Assert.Equal(expected, Printed(LogLevel.Warning, text, LogLevel.Warning));

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
