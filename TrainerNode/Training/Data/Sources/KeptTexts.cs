namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Labels, groups and names of files that stay in memory: one string per different text, however many samples have it, and all of them within a bound. A
/// column of numbers or of long texts, taken for labels, would otherwise be in memory whole.
/// </summary>
internal sealed class KeptTexts(DataName name, long? most = null)
{
    /// <summary>The names of some ten million files have less.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>Of each string, and of its places in tables.</summary>
    private const int Overhead = 80;

    private readonly long _most = most ?? Math.Min(MostBytes, MemoryShare.Bytes);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    /// <exception cref="Search.BadInputException">There is no room for one more.</exception>
    public string Keep(string text)
    {
        if (_kept.TryGetValue(text, out var kept)) return kept;
        _bytes += 2L * text.Length + Overhead;
        if (_bytes > _most)
        {
            throw name.Bad($"labels, groups or names of files take more than {_most:N0} bytes of memory; few different and short ones were expected");
        }
        _kept.Add(text);
        return text;
    }
}
