using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace ActorSearch;

/// <summary>An expression of ops/, and where it stands.</summary>
/// <param name="Kind">alert, record, panel, annotation or variable.</param>
internal sealed record Expression(string Kind, string Where, string Text);

/// <summary>What ops/prometheus and ops/grafana ask Prometheus for.</summary>
internal static partial class MonitoringFiles
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    public static string Prometheus => Checkout.PathOf("ops", "prometheus");

    public static IReadOnlyList<string> RuleFiles => [.. Directory.GetFiles(Path.Combine(Prometheus, "rules"), "*.yml").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> DashboardFiles =>
        [.. Directory.GetFiles(Checkout.PathOf("ops", "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal)];

    /// <summary>Every document of a YAML file, as JSON.</summary>
    public static IReadOnlyList<JsonNode> Documents(string file)
    {
        using var reader = new StreamReader(file);
        var parser = new MergingParser(new Parser(reader));
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            if (Json(Yaml.Deserialize(parser)) is { } document) documents.Add(document);
        return documents;
    }

    public static IEnumerable<JsonNode> Rules(string file) => Documents(file)
        .SelectMany(document => document["groups"]!.AsArray()).SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!);

    public static IReadOnlyList<Expression> RuleExpressions() =>
    [
        .. from file in RuleFiles
           from rule in Rules(file)
           let kind = rule["alert"] is null ? "record" : "alert"
           select new Expression(kind, (string)rule[kind]!, (string)rule["expr"]!),
    ];

    /// <summary>Of every panel, annotation and variable, with Grafana's variables still in it.</summary>
    public static IReadOnlyList<Expression> DashboardExpressions() => [.. DashboardFiles.SelectMany(DashboardExpressions)];

    private static IEnumerable<Expression> DashboardExpressions(string file)
    {
        var board = JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var panel in board["panels"]!.AsArray())
            foreach (var target in panel!["targets"]?.AsArray() ?? [])
                yield return new("panel", $"{Path.GetFileName(file)}: {panel["title"]} {target!["refId"]}", (string)target["expr"]!);
        foreach (var annotation in board["annotations"]!["list"]!.AsArray().Where(annotation => annotation!["target"]?["expr"] is not null))
            yield return new("annotation", $"{Path.GetFileName(file)}: {annotation!["name"]}", (string)annotation["target"]!["expr"]!);
        foreach (var variable in board["templating"]!["list"]!.AsArray().Where(variable => (string?)variable!["type"] == "query"))
        {
            var name = variable!["name"];
            var expression = LabelValues().Match((string)variable["query"]!["query"]!).Groups["expr"].Value;
            yield return new("variable", $"{Path.GetFileName(file)}: {name}", expression);
        }
    }

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key.ToString()!, Json(pair.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Json)]),
        _ => JsonSerializer.SerializeToNode(value, value.GetType()),
    };

    [GeneratedRegex(@"^label_values\((?<expr>.+), *\w+\)$")]
    private static partial Regex LabelValues();
}
