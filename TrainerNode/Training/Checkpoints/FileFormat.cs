namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A format of safetensors files, which their metadata name.</summary>
/// <param name="Older">An earlier version that can be read as well.</param>
internal sealed record FileFormat(string Name, string Version, string? Older = null)
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="metadata">Texts are stored as they are, other values as JSON. The format and its version are added.</param>
    public byte[] Write(Dictionary<string, object> metadata, IEnumerable<StoredTensor> tensors)
    {
        metadata["format"] = Name;
        metadata["format_version"] = Version;
        return new SafetensorsFile(metadata.ToDictionary(entry => entry.Key, entry => FileJson.Text(entry.Value)), tensors).ToBytes();
    }

    /// <exception cref="InvalidDataException">Another format, or a version this program does not know.</exception>
    public SafetensorsFile Read(ReadOnlyMemory<byte> bytes)
    {
        var file = SafetensorsFile.Parse(bytes);
        file.Require("format", Name);
        if (Older is null || file.Text("format_version") != Older) file.Require("format_version", Version);
        return file;
    }
}
