namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// The samples of one file or folder as they are: what is known without decoding. Positions in the lists are the samples'
/// positions in everything that follows (split, duplicates, cache).
/// </summary>
/// <param name="name">File or folder, as messages name it.</param>
internal abstract class SampleSource(string name)
{
    /// <summary>File or folder, as messages name it.</summary>
    public string Name => name;

    /// <summary>SHA-256 (hex) of the contents, whatever the path.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Label text per sample, without surrounding blanks and one pair of quotes.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What must stay together (a patient, a photograph) per sample; null = no such column.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The split the files put each sample in; null = the files bring none. Test is always given where any is.</summary>
    public IReadOnlyList<Split>? Given { get; init; }

    /// <summary>Samples per label text, most frequent first.</summary>
    public ImmutableArray<LabelCount> LabelCounts() =>
    [
        .. Labels.CountBy(label => label).OrderByDescending(label => label.Value).ThenBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => new LabelCount(label.Key, label.Value)),
    ];
}
