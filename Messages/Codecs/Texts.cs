namespace ActorSearch.Messages.Codecs;

/// <summary>Parses the texts of identities: `hash#replicate`, `hash:test`, `trainer/slot`, and paths `rate,cost,rewind/...`.</summary>
/// <remarks>Each method throws <see cref="FormatException"/> or <see cref="OverflowException"/> for any other text.</remarks>
internal static class Texts
{
    private const string TestSuffix = ":test";

    /// <summary>Parses `hash#replicate`.</summary>
    public static RunId Run(string text)
    {
        var (candidate, replicate) = SplitLast(text, '#');
        return new RunId(new CandidateId(candidate), Number(replicate));
    }

    /// <summary>Parses `hash#replicate` (training) or `hash:test`.</summary>
    public static WorkId Work(string text) => text.EndsWith(TestSuffix, StringComparison.Ordinal)
        ? WorkId.Test(new CandidateId(text[..^TestSuffix.Length]))
        : WorkId.Train(Run(text));

    /// <summary>Parses `trainer/slot`; the trainer's name may contain slashes.</summary>
    public static SlotId Slot(string text)
    {
        var (trainer, index) = SplitLast(text, '/');
        return new SlotId(trainer, Number(index));
    }

    /// <summary>Parses steps that are separated by slashes; an empty text is the root.</summary>
    public static CandidatePath Path(string text) => text.Length == 0
        ? CandidatePath.Root
        : new CandidatePath(text.Split('/').Select(Step).ToImmutableArray());

    /// <summary>Parses `rate,cost,rewind`.</summary>
    public static Step Step(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 3 && RewindPoint.TryParse(parts[2], out var rewind)
            ? new Step(Real(parts[0]), Real(parts[1]), rewind)
            : throw new FormatException("a step is written rate,cost,rewind");
    }

    private static (string, string) SplitLast(string text, char separator)
    {
        var at = text.LastIndexOf(separator);
        return at < 0 ? throw new FormatException($"'{separator}' was expected") : (text[..at], text[(at + 1)..]);
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
