namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A file's metadata after its format and version were found right.</summary>
internal sealed class FileMetadata
{
    private readonly IReadOnlyDictionary<string, string> _values;

    /// <param name="older">A version that is known as well.</param>
    /// <exception cref="InvalidDataException">Another format, or a version this program does not know.</exception>
    public FileMetadata(IReadOnlyDictionary<string, string> values, string format, string version, string? older = null)
    {
        _values = values;
        RequireText("format", format);
        if (older is null || Text("format_version") != older) RequireText("format_version", version);
    }

    /// <exception cref="InvalidDataException">Missing.</exception>
    public string Text(string name) => _values.GetValueOrDefault(name) ?? throw new InvalidDataException($"metadata {name} is missing");

    /// <exception cref="InvalidDataException">Missing, or another text.</exception>
    public void RequireText(string name, string expected)
    {
        if (Text(name) is var text && text != expected) throw new InvalidDataException($"{name} is {Short(text)} where {Short(expected)} was expected");
    }

    /// <exception cref="InvalidDataException">Missing, or not such a value.</exception>
    public T Json<T>(string name) => FileJson.Read<T>(name, Text(name));

    private static string Short(string text) => text.Length <= 80 ? $"`{text}`" : $"`{text[..80]}...`";
}
