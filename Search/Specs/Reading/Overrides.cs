namespace ActorSearch.Search.Specs.Reading;

/// <summary>`--set a.b=c`: replaces or creates one key; the value is YAML.</summary>
internal static class Overrides
{
    public static YamlMap Apply(YamlMap root, IReadOnlyList<string> overrides, Problems problems)
    {
        foreach (var text in overrides)
        {
            var split = text.IndexOf('=', StringComparison.Ordinal);
            var keys = split < 0 ? [] : text[..split].Trim().Split('.');
            if (keys.Length == 0 || keys.Any(string.IsNullOrWhiteSpace))
            {
                problems.Add(new Place(0, 0, text), "", "expected key=value with the key as in train.epochs=5");
                continue;
            }
            var before = problems.All.Length;
            var value = YamlTree.Parse(text[(split + 1)..], text, problems);
            if (problems.All.Length > before) continue;
            root = Set(root, keys, 0, value ?? new YamlScalar("", Plain: true, new Place(1, 1, text)), text, problems);
        }
        return root;
    }

    private static YamlMap Set(YamlMap map, string[] keys, int at, YamlItem value, string text, Problems problems)
    {
        var key = new YamlScalar(keys[at], Plain: true, new Place(1, 1, text));
        if (at == keys.Length - 1) return map.With(key, value);
        var found = map.Find(keys[at]);
        if (found is null or YamlMap or YamlScalar { IsEmpty: true })
            return map.With(key, Set(found as YamlMap ?? new YamlMap([], key.At), keys, at + 1, value, text, problems));
        problems.Add(key.At, string.Join('.', keys[..(at + 1)]), $"is {found.Shown}, not a mapping with keys of its own; give its whole value");
        return map;
    }
}
