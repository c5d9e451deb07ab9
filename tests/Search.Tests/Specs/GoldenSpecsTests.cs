using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>
/// What reading gave before keys were declared: hashes, by which stored searches are found, and the words and places of faults. Never written again;
/// new keys bring new cases to a new file.
/// </summary>
public sealed partial class GoldenSpecsTests
{
    private const string Fingerprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static string File { get; } = Checkout.PathOf("tests", "Search.Tests", "Golden", "specs.txt");

    [Fact]
    public void Every_file_reads_as_it_did()
    {
        var actual = SpecCases.All().Select(Line).ToList();
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_SPECS") == "1") System.IO.File.WriteAllLines(File, actual);
        var golden = System.IO.File.ReadAllLines(File);
        Assert.Equal(golden.Length, actual.Count);
        Assert.True(golden.Count(line => line.Contains(" training ", StringComparison.Ordinal)) > 500);
        var different = golden.Zip(actual).Where(pair => pair.First != pair.Second).ToList();
        var shown = string.Join('\n', different.Take(5).Select(pair => $"{pair.First}\n{pair.Second}"));
        Assert.True(different.Count == 0, $"{different.Count} differ, for example\n{shown}");
    }

    /// <summary>The files whose JSON is kept whole, so that a fault shows where it is.</summary>
    [Fact]
    public void The_canonical_json_of_every_kind_of_data_is_as_it_was()
    {
        var actual = SpecCases.All().Where(file => file.Name.EndsWith("full", StringComparison.Ordinal) || !file.Name.Contains(' ', StringComparison.Ordinal))
            .Select(file => $"{file.Name}: {CanonicalJson.Spec(SpecReader.ReadOrThrow(file.Text, "x", file.Overrides).Spec!, Fingerprint)}").ToList();
        var path = File.Replace("specs.txt", "canonical.txt", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_SPECS") == "1") System.IO.File.WriteAllLines(path, actual);
        Assert.Equal(System.IO.File.ReadAllLines(path), actual);
    }

    private static string Line(SpecCases.Case file)
    {
        var reading = SpecReader.Read(file.Text, "x", file.Overrides);
        var problems = reading.Problems.Select(Plain).Order(StringComparer.Ordinal);
        var faults = file.Name.StartsWith("random", StringComparison.Ordinal) && reading.Problems.Length > 0
            ? Hash(string.Join('\n', problems))
            : string.Join(" | ", problems);
        return reading.Spec is not { } spec
            ? $"{file.Name}: {faults}"
            : $"{file.Name}: training {SpecHashes.Training(spec, Fingerprint)[..32]} spec {SpecHashes.Spec(spec, Fingerprint)[..32]} {faults}".TrimEnd();
    }

    /// <summary>Lists of names grow with every new key and kind.</summary>
    private static string Plain(SpecProblem problem) => Names().Replace(problem.ToString(), "those");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    [GeneratedRegex(@"(?<=\bone of )[^;|]+")]
    private static partial Regex Names();
}
