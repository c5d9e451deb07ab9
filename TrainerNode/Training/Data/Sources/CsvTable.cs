using CsvHelper;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>A CSV file (RFC 4180) as text: its column names, and each row with its line, read again whenever they are asked for.</summary>
internal sealed class CsvTable
{
    /// <summary>Bytes of the longest row, line end included: an image of 512 x 512 as a row of numbers has fewer.</summary>
    public const int MostBytesOfRow = 1 << 20;

    private readonly Dictionary<string, int> _positions;
    private readonly char _separator;
    private readonly bool _header;
    private readonly DataName _file;
    private readonly DataRoots _roots;
    private readonly CancellationToken _cancel;

    /// <summary>The header's names, or the 0-based positions.</summary>
    public ImmutableArray<string> Columns { get; }

    public CsvTable(DataName file, DataRoots roots, char separator, bool header, CancellationToken cancel)
    {
        (_file, _roots, _separator, _header, _cancel) = (file, roots, separator, header, cancel);
        ImmutableArray<string> first = [];
        Read((_, fields) =>
        {
            first = [.. fields];
            return false;
        });
        if (first.IsEmpty) throw new BadInputException($"{file}: holds no rows");
        Columns = header ? first : [.. Enumerable.Range(0, first.Length).Select(i => $"{i}")];
        _positions = new(Columns.Length, StringComparer.Ordinal);
        for (var i = 0; i < Columns.Length; i++)
        {
            if (_positions.TryAdd(Columns[i], i)) continue;
            throw file.Bad($"the header names the column '{Columns[i]}' twice", "the header names a column twice");
        }
    }

    /// <param name="take">Gets each row's line and values; the values are overwritten by the next row.</param>
    public void ForEachRow(Action<long, string[]> take)
    {
        var rows = 0L;
        Read((line, fields) =>
        {
            if (rows++ > 0 || !_header) take(line, fields);
            return true;
        });
        if (rows <= (_header ? 1 : 0)) throw new BadInputException($"{_file}: holds no rows");
    }

    private void Read(Func<long, string[], bool> goOn)
    {
        try
        {
            _file.Read(() => ReadRows(goOn));
        }
        catch (CsvFormatException failure)
        {
            throw Bad(failure.LineNumber, failure.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal)
                ? $"is longer than {MostBytesOfRow:N0} bytes; a row of numbers was expected (is a quote not closed?)"
                : $"damaged quotes or text after a closing quote in value {failure.FieldIndex + 1}", failure);
        }
    }

    /// <returns>Whether all rows were wanted.</returns>
    private bool ReadRows(Func<long, string[], bool> goOn)
    {
        using var stream = DataFile.Open(_file, _roots, _cancel);
        using var reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = _separator,
            HasHeader = false,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = MostBytesOfRow,
        }, leaveOpen: false);
        string[] fields = [];
        while (reader.Read())
        {
            if (fields.Length == 0) fields = new string[reader.FieldCount];
            if (reader.FieldCount != fields.Length)
                throw Bad(reader.LineNumber, $"has {reader.FieldCount} values; expected {fields.Length}, as in the first row");
            for (var i = 0; i < fields.Length; i++) fields[i] = reader.GetString(i).Trim();
            if (!goOn(reader.LineNumber, fields)) return false;
        }
        return true;
    }

    private BadInputException Bad(long line, string what, Exception? inner = null) => new($"{_file}, line {line}: {what}", inner);

    /// <param name="column">A name (with a header), a 0-based position, `first` or `last`.</param>
    /// <param name="setting">Where the specification says so, for the message.</param>
    public int Position(string column, string setting)
    {
        if (_positions.TryGetValue(column, out var named)) return named;
        if (column == "first") return 0;
        if (column == "last") return Columns.Length - 1;
        if (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < Columns.Length) return position;
        var (absent, positions) = ($"{_file} has no column '{column}'; expected", $"a position from 0 to {Columns.Length - 1}");
        throw _header
            ? ((DataName)setting).Bad(
                $"{absent} one of {LabelText.List([.. Columns.Select(name => $"'{name}'")])}",
                $"{absent} first, last, one of the {Columns.Length} names in its header, or {positions}")
            : new BadInputException($"{setting}: {absent} first, last or {positions}, because the file has no header");
    }
}
