using System.Text;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Rows of numbers in the text format of SVMlight and LIBSVM: `label index:value index:value ... # comment`. Indices ascend, from 1 or from 0; a feature that
/// a row does not name is 0.
/// </summary>
internal sealed class LibsvmSource : FeatureSource
{
    /// <summary>Bytes of the longest row.</summary>
    private const int MostBytesOfRow = 1 << 24;

    /// <summary>The highest index: a dense input has them all.</summary>
    private const int MostIndex = 1_000_000;

    public LibsvmSource(DataSpec spec, DataRoots roots, CancellationToken cancel) : base(SourcePath.Of(spec, roots, "a LIBSVM file"))
    {
        Fingerprint = Fingerprints.OfFile(Name, roots, cancel);
        DataName name = Name;
        var (labels, kept, line) = (new List<string>(), new KeptTexts(name), 0L);
        var (entries, ends) = (new List<(int Index, float Value)>(), new List<int>());
        name.Read(() =>
        {
            using var file = DataFile.Open(name, roots, cancel);
            for (var row = new List<byte>(); ReadRow(file, row); row.Clear())
            {
                line++;
                if (row.Count > MostBytesOfRow) throw Bad($"is longer than {MostBytesOfRow:N0} bytes");
                Take(Encoding.UTF8.GetString([.. row]).TrimStart('\uFEFF').Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }
            return true;
        });
        if (labels.Count == 0) throw new BadInputException($"{Name}: holds no rows");
        if (entries.Count == 0) throw new BadInputException($"{Name}: no row names a feature");
        var (first, last) = (Math.Min(1, entries.Min(entry => entry.Index)), entries.Max(entry => entry.Index));
        var width = last - first + 1;
        Require((long)width * labels.Count);
        var values = new float[width * labels.Count];
        for (var (row, i) = (0, 0); row < ends.Count; row++)
            for (; i < ends[row]; i++) values[row * width + entries[i].Index - first] = entries[i].Value;
        (Values, Labels, Columns) = (values, labels, [.. Enumerable.Range(first, width).Select(i => $"{i}")]);

        void Take(string[] fields)
        {
            if (fields.Length == 0) return;
            MemoryShare.Require(name, labels.Count + 1);
            Require(entries.Count + fields.Length);
            // +1 and 1 are one label.
            labels.Add(kept.Keep(Number(fields[0]) is { } number ? LabelText.Of(number) : LabelText.Clean(fields[0])));
            var before = -1;
            foreach (var field in fields.Skip(1))
            {
                var colon = field.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0 || !int.TryParse(field.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    || Number(field[(colon + 1)..]) is not { } value || !float.IsFinite((float)value))
                    throw Bad($"'{field}' is not a feature; index:value was expected, for example 3:0.5", "what is there is not a feature");
                if (index > MostIndex) throw Bad($"feature {index} is out of range; indices up to {MostIndex:N0} were expected");
                if (index <= before) throw Bad($"feature {index} comes after feature {before}; ascending indices were expected");
                // Adding 0 turns -0 into 0, so that equal rows have equal bits.
                entries.Add((before = index, (float)value + 0f));
            }
            ends.Add(entries.Count);
        }

        void Require(long count)
        {
            if (count > MostValues) throw new BadInputException($"{Name}: has more than {MostValues:N0} values, as many as are held in memory here");
        }

        BadInputException Bad(string what, string? withoutContent = null) => ((DataName)$"{Name}, line {line}").Bad(what, withoutContent);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <returns>False at the end of the file. A row that is too long is left there.</returns>
    private static bool ReadRow(Stream file, List<byte> row)
    {
        var next = file.ReadByte();
        if (next < 0) return false;
        for (; next is >= 0 and not '\n' && row.Count <= MostBytesOfRow; next = file.ReadByte()) row.Add((byte)next);
        return true;
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.Libsvm, (spec, roots, cancel) => new LibsvmSource(spec, roots, cancel));
}
