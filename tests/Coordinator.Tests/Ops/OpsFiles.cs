using System.Text.Json.Nodes;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>What ops/ starts: each process with the environment that it would have.</summary>
/// <param name="Where">For messages.</param>
/// <param name="Environment">Names and values.</param>
internal sealed record Deployed(string Where, NodeRole Role, IReadOnlyDictionary<string, string> Environment);

internal static class OpsFiles
{
    private static readonly JsonNode Compose = MonitoringFiles.Documents(Checkout.PathOf("ops", "containers", "compose.yaml"))[0];

    public static IReadOnlyList<JsonNode> Kubernetes { get; } =
    [
        .. Directory.GetFiles(Checkout.PathOf("ops", "kubernetes", "base"), "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Order(StringComparer.Ordinal).SelectMany(MonitoringFiles.Documents),
    ];

    public static JsonNode Of(string kind, string name) =>
        Kubernetes.Single(document => (string)document["kind"]! == kind && (string)document["metadata"]!["name"]! == name);

    /// <summary>Every service of compose.yaml that runs our image.</summary>
    public static IEnumerable<(string Name, JsonNode Service)> Services() => Compose["services"]!.AsObject()
        .Where(service => ((string)service.Value!["image"]!).Contains("actorsearch", StringComparison.Ordinal))
        .Select(service => (service.Key, service.Value!));

    public static IEnumerable<Deployed> All() =>
    [
        .. Services().Select(service => new Deployed(
            $"compose.yaml {service.Name}", service.Name == "trainer" ? NodeRole.Trainer : NodeRole.Coordinator, Strings(service.Service["environment"]!))),
        .. Enumerable.Range(0, 3).Select(i => Pod("StatefulSet", "coordinator", NodeRole.Coordinator, $"actorsearch-coordinator-{i}")),
        Pod("Deployment", "trainer", NodeRole.Trainer, "actorsearch-trainer-x"),
        Unit("coordinator", NodeRole.Coordinator),
        Unit("coordinator", NodeRole.Coordinator, "coordinator-postgres.conf"),
        Unit("trainer", NodeRole.Trainer),
    ];

    /// <summary>Assignments of a unit or an environment file.</summary>
    public static IEnumerable<(string Key, string Value)> Lines(string file) => File.ReadLines(Checkout.PathOf("ops", "systemd", file))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2)).Select(parts => (parts[0], parts[1]));

    private static Deployed Pod(string kind, string component, NodeRole role, string pod)
    {
        var container = Of(kind, $"actorsearch-{component}")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var environment = new Dictionary<string, string>();
        foreach (var from in container["envFrom"]!.AsArray())
            foreach (var pair in Strings(Of("ConfigMap", (string)from!["configMapRef"]!["name"]!)["data"]!)) environment.Add(pair.Key, pair.Value);
        foreach (var variable in container["env"]!.AsArray())
            environment[(string)variable!["name"]!] = (string?)variable["value"]
                ?? ((string)variable["valueFrom"]!["fieldRef"]!["fieldPath"]! == "metadata.name" ? pod : "10.0.0.7");
        return new Deployed(
            $"kubernetes {pod}", role, environment.ToDictionary(pair => pair.Key, pair => pair.Value.Replace("$(POD_NAME)", pod, StringComparison.Ordinal)));
    }

    private static Deployed Unit(string role, NodeRole of, params string[] more)
    {
        var environment = new Dictionary<string, string>();
        foreach (var (key, value) in Lines($"actorsearch-{role}.service").Concat(more.SelectMany(Lines)).Where(line => line.Key == "Environment"))
            environment[value.Split('=', 2)[0]] = value.Split('=', 2)[1]
                .Replace("%S", "/var/lib", StringComparison.Ordinal).Replace("%C", "/var/cache", StringComparison.Ordinal);
        foreach (var (key, value) in Lines($"{role}.env")) environment[key] = value;
        // The example is for three; one has its journal in its folder.
        if (of == NodeRole.Coordinator && more.Length == 0) foreach (var key in new[] { "ACTORSEARCH_SEEDS", "ACTORSEARCH_PEERS" }) environment.Remove(key);
        return new Deployed($"systemd {role} {string.Join(' ', more)}", of, environment);
    }

    private static Dictionary<string, string> Strings(JsonNode map) => map.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());
}
