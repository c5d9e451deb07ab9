using System.Text.Json;

namespace ActorSearch.Messages.Json;

/// <summary>Reads and writes the values of records that have handwritten converters, in the same form as generated converters do.</summary>
/// <remarks>The reading methods throw <see cref="JsonException"/> when a value has another type.</remarks>
internal static class Values
{
    /// <summary>Reads one item of a list, from the reader's current token.</summary>
    public delegate T Reading<T>(ref Utf8JsonReader reader);

    /// <summary>Reads a string.</summary>
    public static string Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Members.Wrong("a string");

    /// <summary>Reads a whole number or null.</summary>
    public static int? Maybe(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32();

    /// <summary>Reads a number, or the string "NaN", "Infinity" or "-Infinity".</summary>
    public static double Real(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : Named(ref reader);

    /// <summary>Reads a number in single precision, or the string "NaN", "Infinity" or "-Infinity".</summary>
    public static float Single(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetSingle() : (float)Named(ref reader);

    /// <summary>Writes what <see cref="Real"/> reads.</summary>
    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(Name(value));
    }

    /// <summary>Writes what <see cref="Single"/> reads.</summary>
    public static void Write(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(Name(value));
    }

    /// <summary>Writes what <see cref="Maybe"/> reads.</summary>
    public static void Write(Utf8JsonWriter writer, int? value)
    {
        if (value is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    /// <summary>Reads an array.</summary>
    public static ImmutableArray<T> List<T>(ref Utf8JsonReader reader, Reading<T> read)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Members.Wrong("a list");
        var items = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(read(ref reader));
        return items.DrainToImmutable();
    }

    /// <summary>Writes an array.</summary>
    public static void List<T>(Utf8JsonWriter writer, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var item in items) write(writer, item);
        writer.WriteEndArray();
    }

    private static double Named(ref Utf8JsonReader reader) => (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw Members.Wrong("a number"),
    };

    private static string Name(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
