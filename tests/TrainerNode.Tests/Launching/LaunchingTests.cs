using ActorSearch.TrainerNode.Launching;
using ActorSearch.TrainerNode.Training.Devices;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Launching;

public sealed class LaunchingTests
{
    [Fact]
    public void Waits_double_and_the_fifth_death_within_two_minutes_is_the_last()
    {
        var policy = new RestartPolicy();
        double?[] waits = [.. Enumerable.Range(0, 5).Select(i => policy.Died(TimeSpan.FromSeconds(20 * i))?.TotalSeconds)];
        Assert.Equal([1, 2, 4, 8, null], waits);
    }

    [Fact]
    public void Where_nothing_is_given_up_the_wait_has_an_end()
    {
        var policy = new RestartPolicy(givesUp: false);
        double?[] waits = [.. Enumerable.Range(0, 40).Select(i => policy.Died(TimeSpan.FromSeconds(i))?.TotalSeconds)];
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits[..7]);
        Assert.Equal(30, waits[^1]);
    }

    [Fact]
    public void Deaths_long_ago_are_forgotten()
    {
        var policy = new RestartPolicy();
        for (var i = 0; i < 20; i++) Assert.NotNull(policy.Died(TimeSpan.FromSeconds(31 * i)));
        Assert.Equal(TimeSpan.FromSeconds(1), policy.Died(TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("auto", 2, 0, "cpu,cpu")]
    [InlineData("auto", 2, 3, "cuda:0,cuda:1,cuda:2")]
    [InlineData("cpu", 8, 3, "cpu")]
    [InlineData("cpu:3", 1, 0, "cpu,cpu,cpu")]
    [InlineData("cuda:2,0", 1, 0, "cuda:2,cuda:0")]
    public void Devices_are_listed(string text, int cores, int cuda, string expected) =>
        Assert.Equal(expected, string.Join(',', DeviceList.Parse(text, cores, cuda).Select((ComputeDevice device) => device.ToString())));

    [Theory]
    [InlineData("")]
    [InlineData("cpu:0")]
    [InlineData("cpu:x")]
    [InlineData("cuda:")]
    [InlineData("cuda:0,-1")]
    [InlineData("tpu")]
    public void What_is_no_list_of_devices_is_refused(string text) => Assert.Throws<BadInputException>(() => DeviceList.Parse(text, 1, 0));
}
