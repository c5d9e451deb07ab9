using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs.Declaring;

/// <summary>Declares the keys of one record: one line each, beside the member that it is about.</summary>
/// <param name="usual">What a change of any of them makes void, where the key says nothing else.</param>
internal sealed class KeysOf<T>(Changes usual = Changes.Training) : Keys(typeof(T)) where T : class
{
    /// <summary>A key with one value. <see cref="Key"/> says what the rest means.</summary>
    public KeysOf<T> Add<TValue>(
        Expression<Func<T, TValue?>> member, Value<TValue> value, string? name = null, string? required = null, Func<T, bool>? unless = null,
        bool decides = false, Func<T, TValue?>? fallback = null, Only? only = null, Changes? changes = null, bool later = false, bool grows = false,
        string? standard = null) =>
        Add(KeyOf(member, name, changes) with
        {
            Words = value.Words,
            Read = value.Read,
            Required = decides ? "one of " + value.Words.Replace("`", "", StringComparison.Ordinal) : required,
            Unless = unless is null ? null : owner => unless((T)owner),
            Decides = decides,
            Fallback = fallback is null ? null : owner => fallback((T)owner),
            Only = only,
            Later = later,
            Grows = grows,
            Default = standard,
        });

    /// <summary>A key with a mapping that has keys of its own.</summary>
    /// <param name="or">What reads another form of it; null for an item that is none.</param>
    public KeysOf<T> Mapping<TRecord>(
        Expression<Func<T, TRecord?>> member, string example, bool required = false, Func<T, TRecord?>? fallback = null, Only? only = null,
        Changes? changes = null, string? standard = null, Func<Section, YamlItem, string, object?>? or = null) where TRecord : class =>
        Add(KeyOf(member, null, changes) with
        {
            Words = "mapping",
            Example = example,
            Read = or,
            Required = required ? example : null,
            Fallback = fallback is null ? null : owner => fallback((T)owner),
            Only = only,
            Default = standard,
        });

    /// <summary>Keys of another record, which stand beside this record's own.</summary>
    public KeysOf<T> Beside<TRecord>(Expression<Func<T, TRecord>> member, Only only) => Add(KeyOf(member) with { Flat = true, Only = only });

    /// <summary>What another key's value says; it has no key of its own in the file, but in hashes.</summary>
    public KeysOf<T> Part<TValue>(Expression<Func<T, TValue>> member, Only? only = null) => Add(KeyOf(member) with { Only = only });

    /// <summary>A key for each limit, under its name.</summary>
    public KeysOf<T> Limits(Expression<Func<T, ImmutableSortedDictionary<string, double>>> member, IEnumerable<ILimit> limits)
    {
        foreach (var limit in limits)
            Add(KeyOf(member, limit.Name) with { Limit = limit, Words = limit.Range.Words, Read = limit.Range.Read });
        return this;
    }

    /// <summary>What holds between keys; looked at when all that are required are there.</summary>
    public KeysOf<T> Holds(Action<Section, T> check)
    {
        Check = (section, owner) => check(section, (T)owner);
        return this;
    }

    private KeysOf<T> Add(Key key)
    {
        Declared.Add(key);
        return this;
    }

    private Key KeyOf<TValue>(Expression<Func<T, TValue>> member, string? name = null, Changes? own = null)
    {
        var property = (PropertyInfo)((MemberExpression)member.Body).Member;
        return new Key(property, name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), own ?? usual) { Inner = Of(property.PropertyType) };
    }
}
