namespace ActorSearch.Cluster.Tests;

/// <summary>A node with wrong settings does not start: a line for each, and exit code 2.</summary>
[Collection("processes")]
public sealed class SettingsTests
{
    [Theory]
    [InlineData("actorsearch", "coordinator --host 0.0.0.0", "public-host: other nodes cannot reach")]
    [InlineData("actorsearch", "coordinator --host 10.1.2.3 --insecure-remoting", "insecure-remoting: 10.1.2.3 is beyond loopback")]
    [InlineData("actorsearch", "coordinator --insecure-remoting --cert nothing.pem", "insecure-remoting, cert: give one of them")]
    [InlineData("actorsearch", "coordinator --ca nothing.pem", "ca: given without cert")]
    [InlineData("actorsearch", "coordinator --insecure-remoting --http-host 10.1.2.3 --token t", "http-host: 10.1.2.3 is beyond loopback: give cert and ca")]
    [InlineData("actorsearch", "coordinator --seeds 127.0.0.1:1,127.0.0.1:2,127.0.0.1:3", "cert, ca: several coordinators need certificates of one authority")]
    [InlineData("actorsearch", "coordinator --seeds 127.0.0.1:1,127.0.0.1:2,127.0.0.1:3", "token: several coordinators ask for the same one")]
    [InlineData("actorsearch", "coordinator --port abc", "port: abc is not a whole number from 0 to 65535")]
    [InlineData("actorsearch", "coordinator --port 0", "port: a coordinator is a seed")]
    [InlineData("actorsearch", "coordinator --seeds a:1,b:2", "coordinators: 2 have no majority")]
    [InlineData("actorsearch", "coordinator --seeds a:1,b:2,c:3", "journal: 3 coordinators have to share one journal")]
    [InlineData("actorsearch", "coordinator --seeds nowhere", "seeds: nowhere is not host:port")]
    [InlineData("actorsearch", "coordinator --journal oracle", "journal: oracle is neither sqlite nor postgres")]
    [InlineData("actorsearch", "coordinator --journal postgres", "connection: not given: a postgres journal needs")]
    [InlineData("actorsearch", "coordinator --cert nothing.pem --ca nothing.pem", "cert: nothing.pem: no such file")]
    [InlineData("actorsearch", "coordinator --http-names a,b:80", "http-names: b:80 is not the name of a machine")]
    [InlineData("actorsearch", "coordinator --data-root /", "data-root: / is the whole file system; give the folders of the data sets")]
    [InlineData("actorsearch", "coordinator --images-gb 0", "images-gb: 0 is not a whole number from 1 to 1048576")]
    [InlineData("actorsearch", "coordinator --nmae x", "--nmae")]
    [InlineData("actorsearch", "coordinator --peers http://a:1", "peers: 1 given; a cluster of 1 has 0 other coordinators")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c", "cert: not given: the coordinator prints the line that starts a trainer")]
    [InlineData("actorsearch-trainer", "--device cpu --insecure-remoting --seeds a:1", "insecure-remoting: a is beyond loopback")]
    [InlineData("actorsearch-trainer", "--device cpu", "checkpoints: not given: give the folder that all nodes share")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --store http://a:1", "checkpoints, store: give one of them")]
    [InlineData("actorsearch-trainer", "--device cpu --store a:1", "store: a:1 is not http://host:port")]
    [InlineData("actorsearch-trainer", "--device cpu --store http://a:1,http://a:1/", "store: one is there twice")]
    [InlineData("actorsearch-trainer", "--device cpu --store http://a:1 --cache-gb 0", "cache-gb: 0 is not a whole number from 1 to 1048576")]
    [InlineData("actorsearch-trainer", "--device gpu --checkpoints c", "device: gpu is neither cpu nor cuda:N")]
    [InlineData("actorsearch-trainer", "--devices some --checkpoints c --insecure-remoting", "devices: some is neither auto")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --name a/b", "name: a/b is not")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --metrics-port x", "metrics-port: x is not a whole number from 0 to 65535")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --metrics-port 0 --http-host 10.1.2.3", "token: HTTP at 10.1.2.3 is beyond loopback")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --metrics-port 0 --http-host 10.1.2.3 --token t",
        "http-host: 10.1.2.3 is beyond loopback: give cert and ca")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --data-root /data --data-root //", "data-root: / is the whole file system")]
    public async Task Wrong_settings_are_told_and_end_with_2(string program, string arguments, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("actorsearch-settings-").FullName;
        try
        {
            using var node = NodeProcess.Start(program, folder, arguments.Split(' '));
            Assert.True(await node.EndAsync(TestContext.Current.CancellationToken) == 2, node.Output);
            Assert.Contains(expected, node.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As services and containers are started that say nothing else.</summary>
    [Theory]
    [InlineData("actorsearch", "coordinator")]
    [InlineData("actorsearch-trainer", "--device cpu --checkpoints c --insecure-remoting")]
    public async Task In_the_root_folder_a_node_does_not_start_without_data_roots(string program, string arguments)
    {
        using var node = NodeProcess.Start(program, "/", arguments.Split(' '));
        Assert.True(await node.EndAsync(TestContext.Current.CancellationToken) == 2, node.Output);
        Assert.Equal("data-root: not given, and the working directory / is the whole file system; give the folders of the data sets (--data-root DIR)",
            node.Output);
    }
}
