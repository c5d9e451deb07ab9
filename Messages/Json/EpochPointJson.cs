using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages.Json;

/// <summary>
/// Writes a point of a curve as [epoch, train loss, validation AUC, FN, FP]. A curve has one point per epoch, and member names would double a result's size.
/// Append new figures at the end only: readers skip the figures that they do not know.
/// </summary>
internal sealed class EpochPointJson : JsonConverter<EpochPoint>
{
    /// <inheritdoc/>
    public override EpochPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EpochPoint value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Reads the point that starts at the reader's current token.</summary>
    /// <exception cref="JsonException">It is not an array of at least five numbers or nulls.</exception>
    public static EpochPoint Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a point of a curve is an array");
        var point = new EpochPoint((int)Next(ref reader), Next(ref reader), Next(ref reader), (int)Next(ref reader), (int)Next(ref reader));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
        return point;
    }

    /// <summary>Writes a point.</summary>
    public static void Write(Utf8JsonWriter writer, EpochPoint value)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Epoch);
        Real(writer, value.TrainLoss);
        Real(writer, value.ValidationAuc);
        writer.WriteNumberValue(value.FalseNegatives);
        writer.WriteNumberValue(value.FalsePositives);
        writer.WriteEndArray();
    }

    /// <summary>Writes NaN and infinities as null, because JSON numbers cannot express them; a loss can be either.</summary>
    private static void Real(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }

    private static double Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("a point of a curve has five figures");
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetDouble(),
            JsonTokenType.Null => double.NaN,
            _ => throw new JsonException("a point of a curve has five figures"),
        };
    }
}
