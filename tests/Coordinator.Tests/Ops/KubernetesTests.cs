using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>The manifests are what Kubernetes' own types take, and their parts find each other.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] BaseFiles = [.. Directory.GetFiles(Checkout.PathOf("ops", "kubernetes", "base"), "*.yaml")
        .Where(file => Path.GetFileName(file) != "kustomization.yaml").Order()];

    private static JsonNode Pod(string kind, string name) => OpsFiles.Of(kind, name)["spec"]!["template"]!;

    [Fact]
    public void Every_member_of_every_manifest_is_known_to_Kubernetes()
    {
        var kinds = BaseFiles.SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true))
            .Select(one => one.GetType().Name).ToList();
        Assert.Equal(OpsFiles.Kubernetes.Count, kinds.Count);
        string[] expected =
        [
            nameof(V1StatefulSet), nameof(V1Deployment), nameof(V1PodDisruptionBudget), nameof(V1NetworkPolicy), nameof(V1Service),
            nameof(V1PersistentVolumeClaim),
        ];
        foreach (var kind in expected) Assert.Contains(kind, kinds);
        // The check is one: an unknown member is refused.
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(
            File.ReadAllText(BaseFiles[0]).Replace("serviceName:", "servceName:", StringComparison.Ordinal), strict: true));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public async Task Overlays_build_and_only_the_one_for_GPUs_asks_for_one(string overlay)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/kubectl"), "kubectl is not installed");
        using var kubectl = Process.Start(
            new ProcessStartInfo("kubectl", ["kustomize", Checkout.PathOf("ops", "kubernetes", overlay)]) { RedirectStandardOutput = true })!;
        var built = await kubectl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var all = KubernetesYaml.LoadAllFromString(built, strict: true);
        Assert.Equal(OpsFiles.Kubernetes.Count, all.Count);
        var trainer = all.OfType<V1Deployment>().Single().Spec.Template.Spec.Containers[0];
        var coordinator = all.OfType<V1StatefulSet>().Single().Spec.Template.Spec.Containers[0];
        Assert.Equal(overlay == "cuda", trainer.Resources.Limits.ContainsKey("nvidia.com/gpu"));
        Assert.EndsWith($":{overlay}", trainer.Image, StringComparison.Ordinal);
        Assert.EndsWith(":cpu", coordinator.Image, StringComparison.Ordinal);
        var settings = all.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == "actorsearch-trainer-settings");
        Assert.Equal(overlay == "cuda" ? "auto" : "cpu:1", settings.Data["ACTORSEARCH_DEVICES"]);
        Assert.All(
            all.OfType<IMetadata<V1ObjectMeta>>().Where(one => one is not V1Namespace),
            one => Assert.Equal("actorsearch", one.Metadata.NamespaceProperty));
    }

    [Fact]
    public void Coordinators_start_all_at_once_and_find_each_other_before_they_are_ready()
    {
        var set = OpsFiles.Of("StatefulSet", "actorsearch-coordinator")["spec"]!;
        Assert.Equal("Parallel", (string)set["podManagementPolicy"]!);
        Assert.Equal(3, (int)set["replicas"]!);
        var service = OpsFiles.Of("Service", (string)set["serviceName"]!)["spec"]!;
        Assert.True((bool)service["publishNotReadyAddresses"]!);
        Assert.Equal("None", (string)service["clusterIP"]!);
        // One search that cannot be read makes every coordinator unready, and the interface must be there to look at it.
        Assert.True((bool)OpsFiles.Of("Service", "actorsearch")["spec"]!["publishNotReadyAddresses"]!);
        Assert.Equal(1, (int)OpsFiles.Of("PodDisruptionBudget", "actorsearch-coordinator")["spec"]!["maxUnavailable"]!);
    }

    [Fact]
    public void Selectors_ports_volumes_and_secrets_are_there()
    {
        var readme = File.ReadAllText(Checkout.PathOf("ops", "kubernetes", "README.md"));
        foreach (var (kind, name) in new[] { ("StatefulSet", "actorsearch-coordinator"), ("Deployment", "actorsearch-trainer") })
        {
            var (spec, pod) = (OpsFiles.Of(kind, name)["spec"]!, Pod(kind, name));
            Assert.True(JsonNode.DeepEquals(spec["selector"]!["matchLabels"], pod["metadata"]!["labels"]));
            var container = pod["spec"]!["containers"]![0]!;
            var volumes = pod["spec"]!["volumes"]!.AsArray().Concat(spec["volumeClaimTemplates"]?.AsArray() ?? [])
                .Select(volume => (string)(volume!["name"] ?? volume["metadata"]!["name"])!);
            Assert.Equal(volumes.Order(), container["volumeMounts"]!.AsArray().Select(mount => (string)mount!["name"]!).Order());
            foreach (var secret in pod["spec"]!["volumes"]!.AsArray().Where(volume => volume!["secret"] is not null))
                Assert.Contains($"create secret generic {secret!["secret"]!["secretName"]} ", readme, StringComparison.Ordinal);
            Assert.True((bool)pod["spec"]!["securityContext"]!["runAsNonRoot"]!);
            Assert.Equal("ALL", (string)container["securityContext"]!["capabilities"]!["drop"]![0]!);
        }
        var coordinator = Pod("StatefulSet", "actorsearch-coordinator");
        foreach (var service in OpsFiles.Kubernetes.Where(one => (string)one["kind"]! == "Service"))
        {
            Assert.True(JsonNode.DeepEquals(service["spec"]!["selector"], coordinator["metadata"]!["labels"]));
            foreach (var port in service["spec"]!["ports"]!.AsArray())
            {
                Assert.Contains(
                    coordinator["spec"]!["containers"]![0]!["ports"]!.AsArray(),
                    one => (string)one!["name"]! == (string)port!["targetPort"]! && (int)one["containerPort"]! == (int)port["port"]!);
            }
        }
        // Who may call whom: the ports that nodes have, DNS and the database.
        int[] ports = [.. OpsFiles.Kubernetes.Where(one => (string)one["kind"]! == "NetworkPolicy")
            .SelectMany(policy => policy["spec"]!["ingress"]!.AsArray().Concat(policy["spec"]!["egress"]!.AsArray()))
            .SelectMany(rule => rule!["ports"]!.AsArray()).Select(port => (int)port!["port"]!).Distinct().Order()];
        Assert.Equal([53, 4053, 4080, 4090, 5432], ports);
    }
}
