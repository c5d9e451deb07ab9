using System.IO.Compression;
using System.Text;
using CsCheck;

namespace ActorSearch.Coordinator.Tests.Web.Api;

internal sealed record RandomRequest(string Method, string Path, string? ContentType, (string Name, string Value)[] Headers, byte[]? Body)
{
    public override string ToString() =>
        $"{Method} {Short(Path)} [{string.Join("; ", Headers.Select(header => $"{header.Name}: {Short(header.Value)}"))}] "
        + $"{ContentType} with {(Body is null ? "nothing" : Short(Encoding.Latin1.GetString(Body)))}";

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}... ({text.Length})";
}

/// <summary>Requests that a friendly client would not send.</summary>
internal static class RandomRequests
{
    /// <summary>Accepted but for its data, so that no mutation of it trains for hours.</summary>
    private static readonly string Search = ApiServer.Search.Replace(
        "{ kind: synthetic-cracks, positive: crack, samples: 60, positive_share: 0.3, image_size: 16 }",
        "{ kind: csv, path: /nowhere.csv, positive: a }", StringComparison.Ordinal);

    private static readonly Gen<string> Odd = Gen.OneOf(
        Pick(
            "", "..", "%00", "%2e%2e", "%ff%fe", "%ed%a0%80", "a%2Fb", "%25", "~", "done", "root", "none", "0", "-1", "1e400", "NaN", "2147483648",
            "lr:2", "true", "done,dead", "-fn", "'", "\"", "%F0%9F%92%A9"),
        Gen.String[Gen.Char[' ', '\uFFFD'], 0, 40].Select(Escaped),
        Gen.Int.Select(n => n.ToString(CultureInfo.InvariantCulture)), Gen.Double.Select(n => n.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Int[90, 3_000].Select(length => new string('x', length)));

    private static readonly Gen<string> Query = Gen.Select(
        Pick(
            "state", "level", "rate", "class_cost", "rewind", "front", "parent", "order", "offset", "limit", "replicate", "id", "data", "alone",
            "written-before", "after", "x"),
        Odd)
        .Select((name, value) => $"{name}={value}").Array[0, 4].Select(parts => parts.Length == 0 ? "" : "?" + string.Join('&', parts));

    private static readonly Gen<string> Paths = Gen.Frequency(
        (4, Gen.Select(Pick("/searches", "/check", "/check", "/trainers", "/openapi/v1.json", "/", "/searches/", "/health/live", "/metrics"), Query)
            .Select((path, query) => path + query)),
        (4, Gen.Select(
            Gen.Frequency((4, Gen.Const("done")), (1, Odd)),
            Pick(
                "", "/front.json", "/slots", "/pause", "/resume", "/cancel", "/events", "/candidates", "/candidates", "/candidates",
                "/candidates/root/ticket", "/x"),
            Query)
            .Select((id, rest, query) => $"/searches/{id}{rest}{query}")),
        (3, Gen.Select(Odd, Pick("", "/ticket", "/x"), Query).Select((candidate, rest, query) => $"/searches/done/candidates/{candidate}{rest}{query}")),
        (2, Gen.Select(
            Gen.OneOf(Pick(ApiServer.StoredFile, new string('a', 64), new string('A', 64), ""), Odd), Pick("", "", "/upload", "/x"), Query)
            .Select((name, rest, query) => $"/checkpoints/{name}{rest}{query}")));

    private static readonly Gen<(string, string)> Header = Gen.Select(
        Pick(
            "Accept", "Accept-Encoding", "Range", "If-Range", "If-None-Match", "If-Modified-Since", "Content-Range", "Expect", "Last-Event-ID",
            "traceparent", "X-Forwarded-For", "Content-Encoding", "Cookie"),
        Gen.OneOf(
            Pick(
                "*", "*/*", "application/xml", "bytes=0-0", "bytes=5-1", "bytes=-1", "bytes=0-1,3-4", "bytes 0-3/4", "bytes */x", "\"x\"", "W/\"\"",
                "gzip", "100-continue", "Tue, 01 Jan 2999 00:00:00 GMT", "00-1-2-3", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ""),
            Gen.String[Gen.Char['!', '~'], 0, 60], Gen.Int[0, 9_000].Select(length => new string('y', length))))
        .Select((name, value) => (name, value));

    /// <summary>Search files with something cut out, changed or put in; and what is none.</summary>
    private static readonly Gen<byte[]?> Bodies = Gen.Frequency<byte[]?>(
        (1, Gen.Bool.Select(_ => (byte[]?)null)),
        (1, Gen.Byte.Array[0, 300].Select(bytes => (byte[]?)bytes)),
        (1, Gen.String[0, 200].Select(text => (byte[]?)Encoding.UTF8.GetBytes(text))),
        (1, Pick("{}", "[]", "null", "{\"name\": \"x\"}", "\uFEFFname: x", "---\n---\n", "%YAML 9.9\n---\nx: 1")
            .Select(text => (byte[]?)Encoding.UTF8.GetBytes(text))),
        (1, Gen.Int[0, 3].Select(i => (byte[]?)(i switch
        {
            0 => Encoding.Unicode.GetBytes(Search),
            1 => Zipped(Search),
            2 => new byte[(1 << 20) + 1],
            _ => Encoding.UTF8.GetBytes(Search)
        }))),
        (8, Gen.Select(
            Gen.Int[0, Search.Length], Gen.Int[0, 40],
            Gen.OneOf(
                Gen.String[0, 10],
                Pick(
                    "[", "]", "{", "}", ": ", "\n", "- ", "&a", "*a", "<<: *a", "!!x", "!!binary ", "1e999", "-1", "9999999999999999999", "\t", "\0",
                    "? ", "|", ">", "@", "`")))
            .Select((at, cut, put) => (byte[]?)Encoding.UTF8.GetBytes(Search[..at] + put + Search[Math.Min(Search.Length, at + cut)..]))));

    public static readonly Gen<RandomRequest> All = Gen.Select(
        Pick(
            "GET", "GET", "GET", "GET", "GET", "GET", "POST", "POST", "POST", "POST", "POST", "HEAD", "PUT", "PUT", "DELETE", "OPTIONS", "PATCH",
            "TRACE", "BREW"),
        Paths,
        Pick(
            "application/yaml", "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/octet-stream", "application/yaml; charset=utf-16", "")
            .Select(type => type.Length == 0 ? null : type),
        Header.Array[0, 3], Bodies, (method, path, type, headers, body) => new RandomRequest(method, path, type, headers, body));

    /// <summary>Less than a megabyte each.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Bombs =>
    [
        .. new (string, string)[]
        {
            ("flow lists in each other", new string('[', 500_000)),
            ("flow mappings in each other", string.Concat(Enumerable.Repeat("{a: ", 200_000))),
            ("block lists in each other", string.Concat(Enumerable.Repeat("- ", 400_000))),
            ("block mappings in each other", string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "a:\n"))),
            ("questions in each other", string.Concat(Enumerable.Repeat("? ", 400_000))),
            ("aliases of aliases", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(
                Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"))),
            ("an alias of itself", "a: &a [*a]\n"),
            ("a hundred thousand keys", string.Concat(Enumerable.Range(0, 99_000).Select(i => $"k{i}: 1\n"))),
            ("a key again and again", string.Concat(Enumerable.Repeat("name: x\n", 100_000))),
            ("keys that are almost right", Search + "train:\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"  epocs{i}: 1\n"))),
            ("anchors without end", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"- &a{i} x\n"))),
            ("a list without end", $"space: {{ pruning_rate: [{string.Join(',', Enumerable.Repeat("0.5", 200_000))}] }}"),
            ("one long line", "name: " + new string('x', 900_000)),
            ("one long key", new string('k', 900_000) + ": 1"),
            ("a long quoted text", "name: \"" + new string('\\', 900_000)),
            ("a comment", "#" + new string('x', 900_000)),
            ("a space that multiplies", Search
                .Replace(
                    "pruning_rate: [0.3, 0.6]",
                    $"pruning_rate: [{string.Join(", ", Enumerable.Range(1, 5_000).Select(i => (i / 10_000.0).ToString(CultureInfo.InvariantCulture)))}]",
                    StringComparison.Ordinal)
                .Replace("max_level: 3, max_candidates: 30", "max_level: 2000000000, max_candidates: 2000000000, width: 2000000000", StringComparison.Ordinal)),
        }.Select(bomb => (bomb.Item1, Encoding.UTF8.GetBytes(bomb.Item2))),
        ("zeros", new byte[1_000_000]),
        ("bytes that are no text", [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 7919 >> 3))]),
    ];

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Escaped(string text) => Uri.EscapeDataString(new string([.. text.Where(c => !char.IsSurrogate(c))]));
}
