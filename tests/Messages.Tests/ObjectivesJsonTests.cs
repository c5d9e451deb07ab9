using System.Text.Json;
using ActorSearch.Messages.Json;

namespace ActorSearch.Messages.Tests;

/// <summary>The objectives in records: limits beside the operating point.</summary>
public sealed class ObjectivesJsonTests
{
    private static readonly JsonSerializerOptions Options = RecordOptions.For(null);

    private static ObjectivesSpec Read(string json) => JsonSerializer.Deserialize<ObjectivesSpec>(json, Options)!;

    [Theory]
    [InlineData("{}", 0.5, 0.5)]
    [InlineData("""{"maxFpr":0.3}""", 0.5, 0.3)]
    [InlineData("""{"fn":{"threshold":0.2}}""", 0.2, 0.5)]
    [InlineData("""{"fn":{"threshold":0.2},"maxFpr":0.3,"maxOther":{"of":"a later version"}}""", 0.2, 0.3)]
    public void What_is_absent_has_its_default_and_what_is_not_known_is_left_out(string json, double threshold, double maxFpr)
    {
        var read = Read(json);
        Assert.Equal((threshold, maxFpr), (read.Fn.Threshold, read.Limits["max_fpr"]));
        Assert.Equal(["max_fpr"], read.Limits.Keys);
    }

    [Fact]
    public void A_limit_that_is_not_set_is_not_written() => Assert.DoesNotContain("maxFpr",
        JsonSerializer.Serialize(new ObjectivesSpec { Limits = new ObjectivesSpec().Limits.Clear() }, Options), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"maxFpr":0.3,"maxFpr":0.4}""")]
    [InlineData("""{"fn":null}""")]
    [InlineData("""{"maxFpr":null}""")]
    [InlineData("""{"maxFpr":"much"}""")]
    [InlineData("[]")]
    public void What_is_wrong_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));
}
