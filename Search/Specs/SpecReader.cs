using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs;

/// <summary>
/// Reads a search file (docs/search-file.md): YAML in, a default-filled and normalised <see cref="SearchSpec"/> or every fault with its place out.
/// </summary>
public static class SpecReader
{
    /// <summary>Of a search file, wherever it comes from: its tree takes twenty times as much memory.</summary>
    public const int MostBytes = 1 << 20;

    /// <param name="text">The file's content.</param>
    /// <param name="file">Its name in messages.</param>
    /// <param name="overrides">`a.b=c`, applied in order; the value is YAML.</param>
    public static SpecReading Read(string text, string file, IReadOnlyList<string> overrides)
    {
        var problems = new Problems(file);
        var item = YamlTree.Parse(text, null, problems);
        SpecReading Faulty() => new(null, problems.All, text);
        if (problems.AnyError) return Faulty();
        if (item is not YamlMap map)
        {
            const string Expected = "; expected keys such as name, data, model and space";
            if (item is null or YamlScalar { IsEmpty: true }) problems.Add(new Place(1, 1, null), "", "the file is empty" + Expected);
            else problems.Add(item, "", $"the file is {(item is YamlScalar ? "one value" : "a list")}, not a mapping{Expected}");
            return Faulty();
        }

        map = Overrides.Apply(map, overrides, problems);
        var spec = (SearchSpec)SearchSpec.Keys.New();
        var root = new Section(map, "", problems, spec);
        SearchSpec.Keys.Fill(root, spec);
        root.Done();
        return problems.AnyError ? Faulty() : new SpecReading(spec, problems.All, overrides.Count == 0 ? text : YamlText.Write(map));
    }

    /// <exception cref="BadInputException">The first error, one line.</exception>
    public static SpecReading ReadOrThrow(string text, string file, IReadOnlyList<string> overrides)
    {
        var reading = Read(text, file, overrides);
        return reading.Errors.FirstOrDefault() is { } error ? throw new BadInputException(error.ToString()) : reading;
    }
}
