using System.Collections;
using System.Reflection;
using Xunit;

namespace ActorSearch.Search.Tests.Figures;

/// <summary>Every way to change one number, text or choice of a record, found by reflection: a member that comes later is among them.</summary>
internal static class Changes
{
    /// <summary>Copies that differ from the record in one place, and the place.</summary>
    public static IEnumerable<(string At, T Changed)> Of<T>(T record) where T : class =>
        Of(typeof(T), record, typeof(T).Name).Select(change => (change.At, (T)change.Changed!));

    private static IEnumerable<(string At, object? Changed)> Of(Type type, object? value, string at)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            yield return (at, value is null ? Activator.CreateInstance(inner) : null);
            if (value is null) yield break;
            type = inner;
        }
        Assert.NotNull(value);
        if (Other(value) is { } other)
        {
            yield return (at, other);
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var items = ((IEnumerable)value).Cast<object?>().ToArray();
            Assert.True(items.Length > 0, $"{at} is empty, so that nothing of it can be changed");
            var item = type.GetGenericArguments()[0];
            for (var i = 0; i < items.Length; i++)
                foreach (var (where, changed) in Of(item, items[i], $"{at}[{i}]")) yield return (where, WithItem(type, value, i, changed));
        }
        else
        {
            var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.SetMethod is not null).ToArray();
            Assert.True(members.Length > 0, $"{at}: no way to change a {type.Name} is known");
            foreach (var member in members)
                foreach (var (where, changed) in Of(member.PropertyType, member.GetValue(value), $"{at}.{member.Name}"))
                {
                    var copy = Copy(value);
                    member.SetValue(copy, changed);
                    yield return (where, copy);
                }
        }
    }

    private static object? Other(object value) => value switch
    {
        int number => number + 1,
        long number => number + 1,
        float number => number + 1,
        double number => number + 1,
        bool flag => !flag,
        string text => text + "0",
        Enum choice => Enum.GetValues(choice.GetType()).Cast<Enum>().First(other => !other.Equals(choice)),
        _ => null,
    };

    private static object WithItem(Type list, object value, int index, object? item) =>
        list.GetMethod("SetItem", [typeof(int), list.GetGenericArguments()[0]])!.Invoke(value, [index, item])!;

    private static object Copy(object record) =>
        record.GetType().GetMethod("<Clone>$") is { } clone ? clone.Invoke(record, null)!
        : record.GetType().IsValueType ? typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(record, null)!
        : throw new InvalidOperationException($"{record.GetType().Name} is no record");
}
