using System.Text.Json;
using ActorSearch.Search.Specs;

namespace ActorSearch.Messages.Codecs;

/// <summary>The codecs of values that are no records. Their JSON has the form that generated converters write.</summary>
internal static class Values
{
    /// <summary>A whole number.</summary>
    public static Codec<int> Int { get; } = new(
        (ref r) => r.GetInt32(), (w, value) => w.WriteNumberValue(value), r => r.Small(), (w, value) => w.Number(value));

    /// <summary>A whole number of 64 bits.</summary>
    public static Codec<long> Long { get; } = new(
        (ref r) => r.GetInt64(), (w, value) => w.WriteNumberValue(value), r => r.Number(), (w, value) => w.Number(value));

    /// <summary>True or false.</summary>
    public static Codec<bool> Flag { get; } = new(
        (ref r) => r.GetBoolean(), (w, value) => w.WriteBooleanValue(value), r => r.Flag(), (w, value) => w.Flag(value));

    /// <summary>A number; in JSON also the string "NaN", "Infinity" or "-Infinity".</summary>
    public static Codec<double> Real { get; } = new(
        (ref r) => r.TokenType == JsonTokenType.Number ? r.GetDouble() : Named(ref r),
        (w, value) =>
        {
            if (double.IsFinite(value)) w.WriteNumberValue(value);
            else w.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        },
        r => r.Real(), (w, value) => w.Real(value));

    /// <summary>A number; JSON has null in place of NaN and the infinities, and NaN is read of it.</summary>
    public static Codec<double> RealOrNull { get; } = Real with
    {
        Read = (ref r) => r.TokenType == JsonTokenType.Null ? double.NaN : r.GetDouble(),
        Write = (w, value) =>
        {
            if (double.IsFinite(value)) w.WriteNumberValue(value);
            else w.WriteNullValue();
        },
    };

    /// <summary><see cref="Real"/> in single precision.</summary>
    public static Codec<float> Float { get; } = new(
        (ref r) => r.TokenType == JsonTokenType.Number ? r.GetSingle() : (float)Named(ref r),
        (w, value) =>
        {
            if (float.IsFinite(value)) w.WriteNumberValue(value);
            else Real.Write(w, value);
        },
        r => r.Single(), (w, value) => w.Single(value));

    /// <summary>A text.</summary>
    public static Codec<string> Text { get; } = new(
        (ref r) => r.TokenType == JsonTokenType.String ? r.GetString()! : throw Wrong("a string"), (w, value) => w.WriteStringValue(value),
        r => r.Text(), (w, value) => w.Text(value));

    /// <summary>A text that occurs repeatedly in packed bytes.</summary>
    public static Codec<string> Word { get; } = Text with { Unpack = r => r.Word(), Pack = (w, value) => w.Word(value) };

    /// <summary>A time with its offset.</summary>
    public static Codec<DateTimeOffset> Time { get; } = new(
        (ref r) => r.GetDateTimeOffset(), (w, value) => w.WriteStringValue(value), r => r.Time(), (w, value) => w.Time(value));

    /// <summary>A step of a path.</summary>
    public static Codec<Step> PathStep { get; } = new(
        (ref r) => Texts.Step(Text.Read(ref r)), (w, value) => w.WriteStringValue(value.ToString()), r => r.Step(), (w, value) => w.Step(value));

    /// <summary>A value of an enumeration: its name in JSON, its number in packed bytes.</summary>
    public static Codec<T> Kind<T>() where T : struct, Enum => new(
        (ref r) => KindNames.TryParse<T>(Text.Read(ref r), out var kind) ? kind : throw Wrong($"the name of a {typeof(T).Name}"),
        (w, value) => w.WriteStringValue(value.Name()),
        r => r.Small() is var number && Enum.IsDefined((T)(object)number)
            ? (T)(object)number
            : throw new FormatException($"no {typeof(T).Name} has the number {number}"),
        (w, value) => w.Number((int)(object)value));

    /// <summary>A value or null.</summary>
    public static Codec<T?> Maybe<T>(Codec<T> codec) where T : class => Maybe<T, T?>(codec, value => value, value => value!);

    /// <summary>A value or null.</summary>
    public static Codec<T?> MaybeValue<T>(Codec<T> codec) where T : struct => Maybe<T, T?>(codec, value => value, value => value!.Value);

    private static Codec<TMaybe> Maybe<T, TMaybe>(Codec<T> codec, Func<T, TMaybe> wrap, Func<TMaybe, T> unwrap) => new(
        (ref r) => r.TokenType == JsonTokenType.Null ? default! : wrap(codec.Read(ref r)),
        (w, value) =>
        {
            if (value is null) w.WriteNullValue();
            else codec.Write(w, unwrap(value));
        },
        r => r.Flag() ? wrap(codec.Unpack(r)) : default!,
        (w, value) =>
        {
            w.Flag(value is not null);
            if (value is not null) codec.Pack(w, unwrap(value));
        });

    /// <summary>A list.</summary>
    public static Codec<ImmutableArray<T>> ListOf<T>(Codec<T> codec) => new(
        (ref r) =>
        {
            if (r.TokenType != JsonTokenType.StartArray) throw Wrong("a list");
            var items = ImmutableArray.CreateBuilder<T>();
            while (r.Read() && r.TokenType != JsonTokenType.EndArray) items.Add(codec.Read(ref r));
            return items.DrainToImmutable();
        },
        (w, items) =>
        {
            w.WriteStartArray();
            foreach (var item in items) codec.Write(w, item);
            w.WriteEndArray();
        },
        r => r.Each(codec.Unpack), (w, items) => w.Each(items, codec.Pack));

    /// <summary>An exception that says what was expected.</summary>
    public static JsonException Wrong(string what) => new($"{what} was expected");

    private static double Named(ref Utf8JsonReader reader) => (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw Wrong("a number"),
    };
}
