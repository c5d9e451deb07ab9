namespace ActorSearch.Search.Specs.Reading;

/// <summary>A node of the document with its place, immutable, aliases followed.</summary>
internal abstract record YamlItem(Place At)
{
    /// <summary>Nodes in it, itself included, aliases counted each time.</summary>
    public abstract long Size { get; }

    /// <summary>The value as a message shows it.</summary>
    public abstract string Shown { get; }
}

/// <param name="Plain">Written without quotes, so it may be a number, a truth value or nothing.</param>
internal sealed record YamlScalar(string Text, bool Plain, Place At) : YamlItem(At)
{
    public override long Size => 1;
    public bool IsEmpty => Plain && Text is "" or "~" or "null" or "Null" or "NULL";
    public override string Shown => IsEmpty ? "an empty value" : Plain ? Short(Text) : $"\"{Short(Text)}\"";

    public static string Short(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= 60 ? line : line[..60] + "...";
    }
}

internal sealed record YamlList(ImmutableArray<YamlItem> Items, Place At) : YamlItem(At)
{
    public override long Size { get; } = 1 + Items.Sum(item => item.Size);
    public override string Shown => Items.IsEmpty ? "an empty list" : "a list";
}

internal sealed record YamlMap(ImmutableArray<(YamlScalar Key, YamlItem Value)> Entries, Place At) : YamlItem(At)
{
    public override long Size { get; } = 1 + Entries.Sum(entry => 1 + entry.Value.Size);
    public override string Shown => "a mapping";

    public YamlItem? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>The same with another value for the key, which keeps its place or goes to the end.</summary>
    public YamlMap With(YamlScalar key, YamlItem value)
    {
        for (var i = 0; i < Entries.Length; i++)
            if (Entries[i].Key.Text == key.Text) return new(Entries.SetItem(i, (Entries[i].Key, value)), At);
        return new(Entries.Add((key, value)), At);
    }
}
