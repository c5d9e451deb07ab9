using System.Text.RegularExpressions;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>What Akka.Remote says of a connection that came to no agreement on TLS, in several lines of advice, as one that names the other side and the reason.</summary>
internal static partial class TlsLines
{
    private const string Rejected = "The remote certificate was rejected";

    /// <returns>The line to print; null when another one says it.</returns>
    public static string? Of(string line)
    {
        if (line.Contains("NotSslRecordException", StringComparison.Ordinal) && !Handshake().IsMatch(line)) return null;
        if (line.StartsWith("Rejected incoming connection from", StringComparison.Ordinal) && line.Contains("TLS handshake failure", StringComparison.Ordinal)) return null;
        if (Handshake().Match(line) is not { Success: true } handshake) return line;
        // Told already, with what is wrong with the certificate.
        if (line.Contains(Rejected, StringComparison.Ordinal)) return null;
        var (peer, reason) = (handshake.Groups["peer"].Value, handshake.Groups["reason"].Value);
        return reason.StartsWith("not an SSL/TLS record", StringComparison.Ordinal)
            ? $"refused {peer}: it does not encrypt (it was given no cert and ca)"
            : $"no agreement on TLS with {peer}: {reason}";
    }

    [GeneratedRegex(@"^TLS handshake failed on channel \[.*?->(?<peer>[^(]*)\]\(.*?Error: (?<reason>.*?) {2,}(Server|Client)-side TLS troubleshooting", RegexOptions.Singleline)]
    private static partial Regex Handshake();
}
