namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>Rows of numbers with a label column, from a CSV file.</summary>
internal sealed class CsvSource : FeatureSource
{
    /// <param name="most">Values that are held; null: as many as there is memory for.</param>
    public CsvSource(DataSpec spec, DataRoots roots, CancellationToken cancel, long? most = null)
        : base(SourcePath.Of(spec, roots, "a CSV file"))
    {
        var mostValues = most ?? MostValues;
        var mostRows = Math.Min(LabelText.MostSamples, MemoryShare.Samples);
        if (spec.ImageSize is not null) throw new BadInputException("data.image_size: works on images only; data.kind is csv");
        Fingerprint = Fingerprints.OfFile(Name, roots, cancel);
        var table = new CsvTable(Name, roots, spec.Csv.Separator, spec.Csv.Header, cancel);
        var label = table.Position(spec.Csv.Label, "data.label");
        var group = spec.Group is null ? -1 : table.Position(spec.Group, "data.group");
        var dropped = spec.Csv.Drop.Select(column => table.Position(column, "data.drop")).ToHashSet();
        if (dropped.Contains(label)) throw IsLabel("data.drop");
        if (group == label) throw IsLabel("data.group");

        var features = Enumerable.Range(0, table.Columns.Length).Where(i => i != label && i != group && !dropped.Contains(i)).ToArray();
        if (features.Length == 0) throw new BadInputException($"{Name}: no column is left as a feature");
        Columns = [.. features.Select(i => table.Columns[i])];

        var missing = spec.Csv.Missing.Select(text => text.Trim()).ToHashSet(StringComparer.Ordinal);
        var (values, labels, groups) = (new List<float>(), new List<string>(), new List<string>());
        var (clean, kept) = (new Dictionary<string, string>(StringComparer.Ordinal), new KeptTexts(Name));
        table.ForEachRow((line, fields) =>
        {
            if (labels.Count == mostRows) throw TooMany("rows", mostRows);
            if (values.Count + features.Length > mostValues) throw TooMany("values", mostValues);
            labels.Add(Cleaned(fields[label]));
            if (labels[^1].Length == 0 || missing.Contains(fields[label])) throw Bad(line, label, "the label is missing");
            if (group >= 0) groups.Add(Cleaned(fields[group]));
            foreach (var column in features)
                values.Add(missing.Contains(fields[column]) ? float.NaN : Number(fields[column], line, column));
        });
        (Values, Labels, Groups) = ([.. values], labels, group >= 0 ? groups : null);

        // One string per different text, however many rows have it.
        string Cleaned(string text)
        {
            if (!clean.TryGetValue(text, out var label)) clean[kept.Keep(text)] = label = kept.Keep(LabelText.Clean(text));
            return label;
        }

        BadInputException TooMany(string what, long most) =>
            new($"{Name}: has more than {most:N0} {what}, as many as are held in memory here; drop columns (data.drop) or rows");

        float Number(string text, long line, int column)
        {
            // Adding 0 turns -0 into 0, so that equal rows have equal bits.
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)) return value + 0f;
            throw Bad(line, column, $"'{text}' is not a number; if it stands for a missing value, list it in data.missing",
                "what is there is not a number; if it stands for a missing value, list it in data.missing");
        }

        BadInputException Bad(long line, int column, string what, string? withoutContent = null) =>
            new DataName($"{Name}, line {line}, column {Shown(column)}", $"{Name}, line {line}, column {column}").Bad(what, withoutContent);

        string Shown(int column) => spec.Csv.Header ? $"'{table.Columns[column]}'" : table.Columns[column];

        BadInputException IsLabel(string setting) => ((DataName)setting).Bad($"'{table.Columns[label]}' is the label column", "names the label column");
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.Csv, (spec, roots, cancel) => new CsvSource(spec, roots, cancel), hasGroups: true);
}
