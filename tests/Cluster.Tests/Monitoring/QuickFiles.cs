using System.Text.RegularExpressions;

namespace ActorSearch.Cluster.Tests.Monitoring;

/// <summary>ops/prometheus for a test that has a minute: the same files, with other places and much shorter times.</summary>
internal static partial class QuickFiles
{
    /// <summary>Long enough for some samples, one a second.</summary>
    private const string Window = "6s", Pending = "2s";

    /// <summary>Writes prometheus.yml, rules and targets as a folder for <see cref="PrometheusServer"/>.</summary>
    public static void Write(string folder, string tokenFile, string authority, IEnumerable<Uri> coordinators, IEnumerable<Uri> trainers)
    {
        var config = File.ReadAllText(Path.Combine(MonitoringFiles.Prometheus, "prometheus.yml"));
        var changes = new[]
        {
            ("/etc/actorsearch/token", tokenFile), ("/etc/actorsearch/ca.pem", authority),
            ("_interval: 15s", "_interval: 1s"), ("scrape_timeout: 10s", "scrape_timeout: 1s"),
        };
        foreach (var (shipped, here) in changes)
        {
            Assert.Contains(shipped, config, StringComparison.Ordinal);
            config = config.Replace(shipped, here, StringComparison.Ordinal);
        }
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), config);
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (var file in MonitoringFiles.RuleFiles)
            File.WriteAllText(Path.Combine(folder, "rules", Path.GetFileName(file)), For().Replace(Short(File.ReadAllText(file)), $"for: {Pending}"));
        Directory.CreateDirectory(Path.Combine(folder, "targets"));
        Targets(folder, coordinators, trainers);
    }

    /// <summary>Whom it asks from now on: it watches these files.</summary>
    public static void Targets(string folder, IEnumerable<Uri> coordinators, IEnumerable<Uri> trainers)
    {
        File.WriteAllText(Path.Combine(folder, "targets", "coordinators.yml"), $"- targets: [{string.Join(", ", coordinators.Select(uri => uri.Authority))}]");
        File.WriteAllText(Path.Combine(folder, "targets", "trainers.yml"), $"- targets: [{string.Join(", ", trainers.Select(uri => uri.Authority))}]");
    }

    /// <summary>Ranges and offsets of an expression, whatever they are, are as long as the test allows.</summary>
    public static string Short(string expression) => Ranges().Replace(Offset().Replace(expression, $"offset {Pending}"), $"[{Window}$1]");

    /// <summary>Every comparison says 0 or 1 in place of leaving out: the expression has a value wherever what it compares has one.</summary>
    public static string Compared(string expression) =>
        Comparison().Replace(expression, match => match.Groups["operator"].Success ? $"{match.Value} bool" : match.Value);

    [GeneratedRegex(@"\[\d+[smhd](:?)\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"offset \d+[smhd]")]
    private static partial Regex Offset();

    [GeneratedRegex(@"\bfor: \d+[smhd]\b")]
    private static partial Regex For();

    // What stands in braces are matchers of labels.
    [GeneratedRegex(@"\{[^}]*\}|(?<operator>==|!=|>=|<=|>|<)")]
    private static partial Regex Comparison();
}
