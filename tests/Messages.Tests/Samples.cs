using System.Collections;
using System.Reflection;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Optimizers;
using Akka.Actor;

namespace ActorSearch.Messages.Tests;

/// <summary>Makes an instance of any record by its constructor and settable members, and compares two deeply, member by member.</summary>
internal static class Samples
{
    /// <param name="full">Fills what may be null; otherwise leaves it null, and collections empty.</param>
    public static object Of(Type type, bool full, IActorRef actor)
    {
        if (typeof(IActorRef).IsAssignableFrom(type)) return actor;
        if (type == typeof(string)) return "text \"with\" ü";
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 7_000_000_000L;
        if (type == typeof(float)) return -0.1f;
        if (type == typeof(double)) return 0.1 + 0.2;
        if (type == typeof(bool)) return full;
        if (type == typeof(char)) return ';';
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.Parse("2026-11-23T08:29:10.4422511+00:00", CultureInfo.InvariantCulture);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(full ? Enum.GetValues(type).Length - 1 : 0)!;
        if (type == typeof(LayerKind)) return LayerKind.Of(full ? "dropout" : "linear");
        if (type == typeof(Optimizer)) return Optimizer.Of(full ? "adamw" : "sgd");
        if (type == typeof(RewindPoint)) return full ? RewindPoint.ScheduleTo(3) : RewindPoint.ToEpoch(2);
        if (type == typeof(LeaseEnd)) return full ? LeaseEnd.Silent(TimeSpan.FromSeconds(60)) : new LeaseEnd(LeaseEndKind.GivenUp);
        if (type == typeof(WorkId))
            return full ? WorkId.Test(new CandidateId("0123456789abcdef")) : WorkId.Train(new RunId(new CandidateId("0123456789abcdef"), 3));
        if (type == typeof(WorkOutcome)) return Of(full ? typeof(RunFinished) : typeof(WorkInterrupted), full, actor);
        if (type == typeof(ImmutableSortedDictionary<string, double>))
            return ImmutableSortedDictionary<string, double>.Empty.AddRange(Constraint.All.Select(limit => KeyValuePair.Create(limit.Name, 0.1 + 0.2)));
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner, full, actor);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return List(type.GetGenericArguments()[0], full, actor);
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var nullability = new NullabilityInfoContext();
        object? Argument(ParameterInfo p) => Length(type, p.Name) is { } length
            ? typeof(Samples).GetMethod(nameof(Repeated), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(p.ParameterType.GetGenericArguments()[0])
                .Invoke(null, [length, full, actor])
            : !full && nullability.Create(p).ReadState == NullabilityState.Nullable ? null : Of(p.ParameterType, full, actor);
        var record = constructor.Invoke([.. constructor.GetParameters().Select(Argument)]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
        {
            if (constructor.GetParameters().Any(p => p.Name == property.Name)) continue;
            var none = !full && nullability.Create(property).ReadState == NullabilityState.Nullable;
            property.SetValue(record, none ? null : Of(property.PropertyType, full, actor));
        }
        return record;
    }

    public static void AssertSame(object? expected, object? actual, string at)
    {
        if (expected is null or string or IActorRef or INamed or DateTimeOffset or KeyValuePair<string, double> || actual is null
            || expected.GetType() is { IsPrimitive: true } or { IsEnum: true })
        {
            Assert.True(Equals(expected, actual), $"{at}: {expected} became {actual}");
            return;
        }
        Assert.Equal(expected.GetType(), actual.GetType());
        if (expected is IEnumerable list)
        {
            var (left, right) = (list.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
            Assert.True(left.Length == right.Length, $"{at}: {left.Length} items became {right.Length}");
            for (var i = 0; i < left.Length; i++) AssertSame(left[i], right[i], $"{at}[{i}]");
            return;
        }
        foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
            AssertSame(property.GetValue(expected), property.GetValue(actual), $"{at}.{property.Name}");
    }

    /// <summary>Lists that are as long as what they are values of.</summary>
    private static int? Length(Type record, string? member) => (record.Name, member) switch
    {
        (nameof(Evaluation), nameof(Evaluation.Ranking)) => RankingMetric.Kept.Length,
        (nameof(Evaluation), nameof(Evaluation.Points)) => OperatingRule.All.Length,
        (nameof(Search.Runs.TestResult), nameof(Search.Runs.TestResult.Intervals)) => MetricColumn.WithInterval.Length,
        _ => null,
    };

    private static ImmutableArray<T> Repeated<T>(int length, bool full, IActorRef actor) => [.. Enumerable.Repeat((T)Of(typeof(T), full, actor), length)];

    private static object List(Type item, bool full, IActorRef actor) =>
        typeof(Samples).GetMethod(nameof(Array), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(item).Invoke(null, [full, actor])!;

    private static ImmutableArray<T> Array<T>(bool full, IActorRef actor) => full ? [(T)Of(typeof(T), true, actor), (T)Of(typeof(T), false, actor)] : [];
}
