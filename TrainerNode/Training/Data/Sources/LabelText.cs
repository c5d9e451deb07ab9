namespace ActorSearch.TrainerNode.Training.Data.Sources;

internal static class LabelText
{
    /// <summary>Of one array or file of labels; a header that claims more is damaged.</summary>
    public const int MostSamples = 1 << 25;

    private const int Listed = 20;

    /// <summary>Without surrounding blanks and one pair of single or double quotes: `'1'` in a file and `1` in the search file are the same label.</summary>
    public static string Clean(string text)
    {
        var label = text.Trim();
        return label.Length >= 2 && label[0] is '\'' or '"' && label[^1] == label[0] ? label[1..^1].Trim() : label;
    }

    /// <summary>A list for a message; of many texts the first.</summary>
    public static string List(ImmutableArray<string> texts) =>
        string.Join(", ", texts.Take(Listed)) + (texts.Length > Listed ? $" and {texts.Length - Listed} more" : "");

    /// <summary>Whole numbers without a fraction, so that 1.0 in an array is the label `1`.</summary>
    public static string Of(double number) => $"{number:R}";
}
