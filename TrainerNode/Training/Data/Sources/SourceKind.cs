namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// A kind of data source. Every class derived from this one is registered: it stands in the file of the source that it opens, and needs no other line here.
/// </summary>
/// <param name="Kind">Its value of `data.kind`.</param>
/// <param name="IsFolder">Whether its path is a folder; else it is a file.</param>
/// <param name="HasGroups">Whether it knows of `data.group`.</param>
/// <param name="Open">
/// Reads what is known without decoding. Gets where the path may lead, and a token that it looks at before each file and while files are read.
/// Throws <see cref="BadInputException"/>, in one line, where the path or what is there is bad.
/// </param>
internal abstract record SourceKind(
    DataKind Kind, Func<DataSpec, DataRoots, CancellationToken, SampleSource> Open, bool IsFolder = false, bool HasGroups = false)
{
    private static readonly ImmutableSortedDictionary<string, SourceKind> ByName = Registry.Of<SourceKind>(kind => kind.Kind.Name());

    /// <summary>All that are known, in order of name.</summary>
    public static IEnumerable<SourceKind> All => ByName.Values;

    /// <summary>The kind of a specification.</summary>
    /// <exception cref="BadInputException">No class opens it.</exception>
    public static SourceKind Of(DataSpec spec) =>
        ByName.GetValueOrDefault(spec.Kind.Name()) ?? throw new BadInputException($"data.kind: {spec.Kind} is unknown");
}
