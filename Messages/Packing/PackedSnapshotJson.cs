using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Messages.Json;

namespace ActorSearch.Messages.Packing;

/// <summary>
/// { "version", "head", "candidates": [packed, ...], "plan": packed, "epochs": packed, "files": [packed, ...] }; head = the snapshot without these; epochs, of
/// the candidates that a budget rule stopped, is absent where there are none.
/// The parts are read side by side, and written one after another: nobody waits for a snapshot, and only one part takes memory.
/// </summary>
internal sealed class PackedSnapshotJson : JsonConverter<PackedSnapshot>
{
    /// <summary>Of the packed parts. A snapshot of a version that is not known is not read, and costs a longer recovery.</summary>
    public const int Version = 4;

    /// <summary>The oldest version that is read.</summary>
    private const int Oldest = 3;

    /// <summary>Items of one part.</summary>
    private const int Part = 2_048;

    public override void Write(Utf8JsonWriter writer, PackedSnapshot value, JsonSerializerOptions options)
    {
        var snapshot = value.Snapshot;
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WritePropertyName("head");
        JsonSerializer.Serialize(writer, snapshot with { Candidates = [], Plan = [], Files = [] }, options);
        WriteParts(writer, "candidates", snapshot.Candidates, PackedRecords.Candidate);
        var index = new Dictionary<CandidateId, int>(snapshot.Candidates.Length);
        foreach (var candidate in snapshot.Candidates) index.TryAdd(candidate.Id, index.Count);
        var plan = new PackWriter();
        plan.Each(snapshot.Plan, (w, id) =>
        {
            if (index.TryGetValue(id, out var known))
            {
                w.Number(known);
                return;
            }
            w.Number(-1);
            w.Text(id.Value);
        });
        writer.WriteBase64String("plan", plan.Written);
        var stopped = snapshot.Candidates.Where(candidate => candidate.Epochs is not null).ToImmutableArray();
        if (!stopped.IsEmpty)
        {
            var epochs = new PackWriter();
            epochs.Each(stopped, (w, candidate) =>
            {
                w.Number(index[candidate.Id]);
                w.Number(candidate.Epochs!.Value);
            });
            writer.WriteBase64String("epochs", epochs.Written);
        }
        WriteParts(writer, "files", snapshot.Files, PackedRecords.File);
        writer.WriteEndObject();
    }

    public override PackedSnapshot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a packed snapshot is an object");
        SearchSnapshot? head = null;
        byte[]? plan = null, epochs = null;
        byte[][] candidates = [], files = [];
        var version = Version;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "version":
                    version = reader.GetInt32();
                    if (version is < Oldest or > Version) throw new JsonException($"version {version} of a packed snapshot is not known");
                    break;
                case "head": head = JsonSerializer.Deserialize<SearchSnapshot>(ref reader, options); break;
                case "candidates": candidates = ReadParts(ref reader); break;
                case "plan": plan = reader.GetBytesFromBase64(); break;
                case "epochs": epochs = reader.GetBytesFromBase64(); break;
                case "files": files = ReadParts(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        if (head is null || plan is null) throw new JsonException("a packed snapshot has a head and a plan");
        var all = Unpacked(candidates, version, from =>
        {
            var steps = new Dictionary<string, Step>(StringComparer.Ordinal);
            return from.Each(r => PackedRecords.Candidate(r, text => steps.TryGetValue(text, out var step) ? step : steps[text] = Texts.Step(text)));
        });
        if (epochs is not null) all = WithEpochs(all, new PackReader(epochs, version));
        var planReader = new PackReader(plan, version);
        return new PackedSnapshot(head with
        {
            Candidates = all,
            Plan = Whole(planReader, planReader.Each(r => r.Small() is var at and >= 0
                ? at < all.Length ? all[at].Id : throw new FormatException("a candidate that is not there")
                : new CandidateId(r.Text()))),
            Files = Unpacked(files, version, static from => from.Each(PackedRecords.File)),
        });
    }

    private static ImmutableArray<CandidateState> WithEpochs(ImmutableArray<CandidateState> candidates, PackReader from)
    {
        var all = candidates.ToBuilder();
        foreach (var (at, epochs) in Whole(from, from.Each(static r => (r.Small(), r.Small()))))
            all[at >= 0 && at < all.Count ? at : throw new FormatException("a candidate that is not there")] = all[at] with { Epochs = epochs };
        return all.ToImmutable();
    }

    private static ImmutableArray<T> Unpacked<T>(byte[][] parts, int version, Func<PackReader, ImmutableArray<T>> read)
    {
        var items = new ImmutableArray<T>[parts.Length];
        try
        {
            Parallel.For(0, parts.Length, i =>
            {
                var from = new PackReader(parts[i], version);
                items[i] = Whole(from, read(from));
            });
        }
        catch (AggregateException e)
        {
            throw new JsonException($"a packed part cannot be read: {e.InnerExceptions[0].Message}", e);
        }
        return [.. items.SelectMany(part => part)];
    }

    private static ImmutableArray<T> Whole<T>(PackReader from, ImmutableArray<T> items) =>
        from.AtEnd ? items : throw new FormatException("more than was expected");

    private static void WriteParts<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> items, Action<PackWriter, T> write)
    {
        writer.WriteStartArray(name);
        var to = new PackWriter();
        for (var start = 0; start < items.Length; start += Part)
        {
            to.Clear();
            to.Each(items[start..Math.Min(items.Length, start + Part)], write);
            writer.WriteBase64StringValue(to.Written);
            // What is done goes on to where it is written to.
            writer.Flush();
        }
        writer.WriteEndArray();
    }

    private static byte[][] ReadParts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("packed parts are a list");
        var parts = new List<byte[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) parts.Add(reader.GetBytesFromBase64());
        return [.. parts];
    }
}
