namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// A kind of data source. Every class derived from this one is registered: it stands in the file of the source that it opens, and needs no other line here.
/// </summary>
/// <param name="kind">Its value of `data.kind`.</param>
/// <param name="open">
/// Reads what is known without decoding. Gets where the path may lead, and a token that it looks at before each file and while files are read.
/// Throws <see cref="BadInputException"/>, in one line, where the path or what is there is bad.
/// </param>
/// <param name="isFolder">Whether its path is a folder; else it is a file.</param>
/// <param name="hasGroups">Whether it knows of `data.group`.</param>
internal abstract class SourceKind(
    DataKind kind, Func<DataSpec, DataRoots, CancellationToken, SampleSource> open, bool isFolder = false, bool hasGroups = false) : Registered<SourceKind>
{
    public DataKind Kind => kind;
    public override string Name => kind.Name();
    public bool IsFolder => isFolder;
    public bool HasGroups => hasGroups;
    public Func<DataSpec, DataRoots, CancellationToken, SampleSource> Open => open;

    /// <summary>The kind of a specification.</summary>
    /// <exception cref="BadInputException">No class opens it.</exception>
    public static SourceKind Of(DataSpec spec) =>
        Find(spec.Kind.Name()) ?? throw new BadInputException($"data.kind: {spec.Kind} is unknown");
}
