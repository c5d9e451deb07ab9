using System.Text.Json;
using System.Text.Json.Serialization;
using ActorSearch.Messages.Codecs;

namespace ActorSearch.Messages.Packing;

/// <summary>
/// { "version", "head", "candidates": [packed, ...], "plan": packed, "epochs": packed, "files": [packed, ...] }; head = the snapshot without these; epochs, of
/// the candidates that a budget rule stopped, is absent where there are none.
/// The parts are read side by side. They are written one after another, so that only one of them takes memory: no reader waits for a snapshot.
/// </summary>
internal sealed class PackedSnapshotJson : JsonConverter<PackedSnapshot>
{
    /// <summary>Of the packed parts. A snapshot of a version that is not known is not read, and costs a longer recovery.</summary>
    public const int Version = 4;

    /// <summary>The oldest version that is read.</summary>
    private const int Oldest = 3;

    /// <summary>Items of one part.</summary>
    private const int Part = 2_048;

    /// <summary>The members as they are read. Head and plan are always there.</summary>
    private sealed record Form(
        SearchSnapshot Head, byte[] Plan, int Version = Version, byte[][]? Candidates = null, byte[]? Epochs = null, byte[][]? Files = null);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PackedSnapshot value, JsonSerializerOptions options)
    {
        var snapshot = value.Snapshot;
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WritePropertyName("head");
        JsonSerializer.Serialize(writer, snapshot with { Candidates = [], Plan = [], Files = [] }, options);
        WriteParts(writer, "candidates", snapshot.Candidates, PackedRecords.Candidate.Pack);
        var index = new Dictionary<CandidateId, int>(snapshot.Candidates.Length);
        foreach (var candidate in snapshot.Candidates) index.TryAdd(candidate.Id, index.Count);
        WritePart(writer, "plan", snapshot.Plan, (w, id) =>
        {
            w.Number(index.GetValueOrDefault(id, -1));
            if (!index.ContainsKey(id)) w.Text(id.Value);
        });
        var stopped = snapshot.Candidates.Where(candidate => candidate.Epochs is not null).ToImmutableArray();
        if (!stopped.IsEmpty)
        {
            WritePart(writer, "epochs", stopped, (w, candidate) =>
            {
                w.Number(index[candidate.Id]);
                w.Number(candidate.Epochs!.Value);
            });
        }
        WriteParts(writer, "files", snapshot.Files, PackedRecords.File.Pack);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public override PackedSnapshot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var form = JsonSerializer.Deserialize<Form>(ref reader, options)!;
        if (form.Version is < Oldest or > Version) throw new JsonException($"version {form.Version} of a packed snapshot is not known");
        var all = Unpacked(form.Candidates, form.Version, PackedRecords.Candidate);
        if (form.Epochs is not null) all = WithEpochs(all, new PackReader(form.Epochs, form.Version));
        return new PackedSnapshot(form.Head with
        {
            Candidates = all,
            Plan = Whole(new PackReader(form.Plan, form.Version), r => r.Small() is var at and >= 0
                ? at < all.Length ? all[at].Id : throw new FormatException("a candidate that is not there")
                : new CandidateId(r.Text())),
            Files = Unpacked(form.Files, form.Version, PackedRecords.File),
        });
    }

    private static ImmutableArray<CandidateState> WithEpochs(ImmutableArray<CandidateState> candidates, PackReader from)
    {
        var all = candidates.ToBuilder();
        foreach (var (at, epochs) in Whole(from, static r => (r.Small(), r.Small())))
            all[at >= 0 && at < all.Count ? at : throw new FormatException("a candidate that is not there")] = all[at] with { Epochs = epochs };
        return all.ToImmutable();
    }

    private static ImmutableArray<T> Unpacked<T>(byte[][]? parts, int version, Codec<T> codec)
    {
        var items = new ImmutableArray<T>[parts?.Length ?? 0];
        try
        {
            Parallel.For(0, items.Length, i => items[i] = Whole(new PackReader(parts![i], version), codec.Unpack));
        }
        catch (AggregateException e)
        {
            throw new JsonException($"a packed part cannot be read: {e.InnerExceptions[0].Message}", e);
        }
        return [.. items.SelectMany(part => part)];
    }

    private static ImmutableArray<T> Whole<T>(PackReader from, Func<PackReader, T> read)
    {
        var items = from.Each(read);
        return from.AtEnd ? items : throw new FormatException("more than was expected");
    }

    private static void WritePart<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> items, Action<PackWriter, T> write)
    {
        var to = new PackWriter();
        to.Each(items, write);
        writer.WriteBase64String(name, to.Written);
    }

    private static void WriteParts<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> items, Action<PackWriter, T> write)
    {
        writer.WriteStartArray(name);
        var to = new PackWriter();
        foreach (var part in items.Chunk(Part))
        {
            to.Clear();
            to.Each([.. part], write);
            writer.WriteBase64StringValue(to.Written);
            // Hands the part on, so that the writer does not keep it.
            writer.Flush();
        }
        writer.WriteEndArray();
    }
}
