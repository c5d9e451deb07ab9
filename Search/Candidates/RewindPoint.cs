using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorSearch.Search.Candidates;

/// <summary>Which weights and which position of the schedule a child starts from.</summary>
public enum RewindKind
{
    /// <summary>The root run's weights after epoch k, and the schedule from there.</summary>
    Epoch,

    /// <summary>`lr:k`: the parent's trained weights, the schedule from epoch k.</summary>
    Schedule,

    /// <summary>`none`: the parent's trained weights, fine-tuned at the last rate.</summary>
    None,

    /// <summary>`reinit`: new weights under the same mask (the control).</summary>
    Reinit,
}

/// <summary>Where a child starts from. Written `2`, `lr:2`, `none` or `reinit`.</summary>
[JsonConverter(typeof(RewindPointJson))]
public readonly record struct RewindPoint(RewindKind Kind, int Epoch) : IComparable<RewindPoint>
{
    /// <summary>`none`.</summary>
    public static RewindPoint None { get; } = new(RewindKind.None, 0);

    /// <summary>`reinit`.</summary>
    public static RewindPoint Reinit { get; } = new(RewindKind.Reinit, 0);

    /// <summary>An epoch of the root run.</summary>
    public static RewindPoint ToEpoch(int epoch) => new(RewindKind.Epoch, epoch);

    /// <summary>`lr:epoch`.</summary>
    public static RewindPoint ScheduleTo(int epoch) => new(RewindKind.Schedule, epoch);

    /// <summary>Reads what <see cref="ToString"/> writes; false when the text is no rewind point.</summary>
    public static bool TryParse(string text, out RewindPoint point)
    {
        point = text switch { "none" => None, "reinit" => Reinit, _ => default };
        if (point != default) return true;
        var schedule = text.StartsWith("lr:", StringComparison.Ordinal);
        if (!int.TryParse(schedule ? text.AsSpan(3) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)) return false;
        point = schedule ? ScheduleTo(epoch) : ToEpoch(epoch);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(RewindPoint other) => (Kind, Epoch).CompareTo((other.Kind, other.Epoch));

    public override string ToString() => Kind switch
    {
        RewindKind.Epoch => Epoch.ToString(CultureInfo.InvariantCulture),
        RewindKind.Schedule => string.Create(CultureInfo.InvariantCulture, $"lr:{Epoch}"),
        RewindKind.None => "none",
        _ => "reinit",
    };
}

/// <summary>An epoch is a JSON number, everything else the text of the search file.</summary>
public sealed class RewindPointJson : JsonConverter<RewindPoint>
{
    public override RewindPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return RewindPoint.ToEpoch(reader.GetInt32());
        return reader.TokenType == JsonTokenType.String && RewindPoint.TryParse(reader.GetString()!, out var point)
            ? point
            : throw new JsonException("a rewind point is an epoch, \"lr:k\", \"none\" or \"reinit\"");
    }

    public override void Write(Utf8JsonWriter writer, RewindPoint value, JsonSerializerOptions options)
    {
        if (value.Kind == RewindKind.Epoch) writer.WriteNumberValue(value.Epoch);
        else writer.WriteStringValue(value.ToString());
    }
}
