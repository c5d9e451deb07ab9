using ActorSearch.Search.Specs.Declaring;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>What every declared key does with a wrong value and a wrong spelling: those of tomorrow too.</summary>
public sealed class KeyFaultsTests
{
    public static TheoryData<string> Places => new(InFile(SearchSpec.Keys, ""));

    private static IEnumerable<string> InFile(Keys keys, string at) => keys.All
        .Where(key => key.Words.Length > 0 || key.Flat)
        .SelectMany(key => key.Flat ? InFile(key.Inner!, at)
            : key.Inner is { } inner ? InFile(inner, $"{at}{key.Name}.").Prepend(at + key.Name) : [at + key.Name]);

    [Theory]
    [MemberData(nameof(Places))]
    public void A_value_of_no_key_s_type_is_refused_at_the_key(string place)
    {
        // A list with a mapping in it is right for no key: by_level's has other keys.
        var reading = SpecReader.Read(SearchFiles.Design, "x", [$"{place}=[{{ a: 1 }}]"]);
        Assert.Contains(reading.Errors, error => error.Key.StartsWith(place, StringComparison.Ordinal));
        Assert.All(reading.Problems, problem => Assert.DoesNotContain('\n', problem.ToString()));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_misspelled_key_is_refused_with_the_right_one(string place)
    {
        var name = place[(place.LastIndexOf('.') + 1)..];
        var error = Assert.Single(SpecReader.Read(SearchFiles.Design, "x", [$"{place}x=1"]).Errors, error => error.Key == place + "x");
        Assert.Equal($"unknown key; did you mean `{name}`?", error.Message);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_key_given_twice_is_refused(string place)
    {
        var parts = place.Split('.');
        var text = string.Concat(parts[..^1].Select((part, level) => new string(' ', level) + part + ":\n"));
        var indent = new string(' ', parts.Length - 1);
        var error = Assert.Single(SpecReader.Read($"{text}{indent}{parts[^1]}: 1\n{indent}{parts[^1]}: 2\n", "x", []).Errors);
        Assert.Equal($"x:{parts.Length + 1}:{parts.Length}: {place}: repeated; this key is already on line {parts.Length}", error.ToString());
    }
}
