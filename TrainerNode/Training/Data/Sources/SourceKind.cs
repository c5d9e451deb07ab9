namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// A kind of data source. Every class derived from this one is registered: it stands in the file of the source that it opens, and needs no other line here.
/// </summary>
/// <param name="kind">Its value of `data.kind`.</param>
/// <param name="isFolder">Whether its path is a folder; else it is a file.</param>
/// <param name="hasGroups">Whether it knows of `data.group`.</param>
internal abstract class SourceKind(DataKind kind, bool isFolder = false, bool hasGroups = false)
{
    private static readonly ImmutableSortedDictionary<string, SourceKind> ByName = Registry.Of<SourceKind>(kind => kind.Kind.Name());

    /// <summary>All that are known, in order of name.</summary>
    public static IEnumerable<SourceKind> All => ByName.Values;

    public DataKind Kind => kind;
    public bool IsFolder => isFolder;
    public bool HasGroups => hasGroups;

    /// <summary>The kind of a specification.</summary>
    /// <exception cref="BadInputException">No class opens it.</exception>
    public static SourceKind Of(DataSpec spec) =>
        ByName.GetValueOrDefault(spec.Kind.Name()) ?? throw new BadInputException($"data.kind: {spec.Kind} is unknown");

    /// <summary>Reads what is known without decoding.</summary>
    /// <param name="roots">Where the path may lead.</param>
    /// <param name="cancel">Looked at before each file, and while files are read.</param>
    /// <exception cref="BadInputException">The path or what is there is bad; one line.</exception>
    public abstract ISampleSource Open(DataSpec spec, DataRoots roots, CancellationToken cancel);
}
