namespace ActorSearch.Search.Tests.Specs;

/// <summary>
/// Search files whose reading the golden file holds. They are the same on every machine and in every version: a new value goes into a new list.
/// </summary>
internal static class SpecCases
{
    private const int Random = 1_200;

    /// <summary>For each key values that are right in some file, then values that are right in none.</summary>
    private static readonly (string Section, string Key, string[] Right, string[] Wrong)[] Values =
    [
        ("", "name", ["cracks", "\"it's - a {name}\"", "7"], ["a/b", ".x", "\"\"", "[a]"]),
        ("", "report", ["front", "all", "[4f1c, 09ab]"], ["list", "some", "[root]", "[a, a]", "[]", "{ a: 1 }"]),
        ("data", "path", ["./a", "\"/b c\""], ["[a]", "\"\""]),
        ("data", "positive", ["Positive", "[b, a, 1]", "\"1\""], ["[]", "[a, a]", "{ a: 1 }", "\" \""]),
        ("data", "image_size", ["16", "64", "1e2", "1024", "1025"], ["0", "5000", "big", "1.5", "\"64\""]),
        ("data", "split", ["{ train: 0.6, validation: 0.2, test: 0.2 }", "{ train: 0.1, validation: 0.1, test: 0.8 }"],
            ["{ train: 0.6, validation: 0.2 }", "{ train: 0.6, validation: 0.3, test: 0.3 }", "{ train: 2, validation: 0.3, test: 0.3 }", "0.7",
                "{ train: 0.6, validation: 0.2, test: 0.2, x: 1 }"]),
        ("data", "split_seed", ["0", "9", "9223372036854775807"], ["-1", "x"]),
        ("data", "group", ["patient", "3"], ["[a]", "\"\""]),
        ("data", "augment", ["{}", "{ flip_horizontal: true }", "{ flip_vertical: true, rotation: 10 }", "{ crop: 4, brightness: 0.1, contrast: 1 }"],
            ["{ rotation: 181 }", "{ crop: 1025 }", "{ brightness: 1.1 }", "{ contrast: -1 }", "{ flip: true }", "{ flip_vertical: yes }", "true"]),
        ("data", "header", ["true", "false"], ["yes", "1"]),
        ("data", "label", ["first", "last", "0", "class"], ["[a]", "\"\""]),
        ("data", "drop", ["[0]", "[2, 1]", "[id]"], ["[]", "id", "[a, a]"]),
        ("data", "missing", ["[NA]", "[\"?\", NA]"], ["NA", "[]", "[\"\"]"]),
        ("data", "separator", ["\";\"", "tab", "\"|\""], ["ab", "a", "\"\\\"\"", "[a]"]),
        ("data", "samples", ["20", "500", "10000000"], ["19", "x"]),
        ("data", "positive_share", ["0.5", "0.0001"], ["0", "1", "a"]),
        ("data", "seed", ["0", "5"], ["-1", "[1]"]),
        ("", "model", ["{ kind: lenet-5 }", "{ kind: cnn-3 }", "{ kind: mlp, sizes: [3, 2] }", "[flatten, { linear: 1 }]",
            "{ kind: layers, layers: [{ conv2d: 4, kernel: 3, stride: 2, padding: 1, name: c }, relu, { max-pool: 2 }, "
                    + "{ avg-pool: 3, stride: 1, padding: 1 }, { adaptive-avg-pool: 2 }, flatten, { dropout: 0.25 }, { linear: 1 }] }"],
            ["{ kind: cnn3 }", "{}", "cnn-3", "[]", "{ kind: mlp }", "{ kind: mlp, sizes: [0] }", "{ kind: cnn-3, sizes: [1] }",
                "{ kind: cnn-3, layers: [relu] }", "[{ conv: 1 }]", "{ kind: mlp, sizes: [1], x: 1 }"]),
        ("train", "epochs", ["10", "3", "1000", "1", "12.0"], ["0", "1001", "x", "2.5", "\"10\""]),
        ("train", "batch_size", ["1", "16", "1000000"], ["0", "1000001"]),
        ("train", "optimizer", ["sgd", "adam", "adamw"], ["adm", "[sgd]", "\"\""]),
        ("train", "learning_rate", ["0.001", "1000", "1e-9"], ["0", "1001", ".nan", "x"]),
        ("train", "momentum", ["0", "0.5", "-0"], ["1", "-0.1"]),
        ("train", "nesterov", ["true", "false"], ["on"]),
        ("train", "beta1", ["0", "0.5"], ["1"]),
        ("train", "beta2", ["0", "0.99"], ["-1"]),
        ("train", "epsilon", ["1e-6", "1"], ["0", "2"]),
        ("train", "weight_decay", ["0", "0.01", "1000"], ["-1", "1001"]),
        ("train", "schedule", ["constant", "cosine", "{ cosine: 0.01 }", "{ step: [1] }", "{ step: [1, 2], gamma: 0.5 }"],
            ["step", "linear", "[]", "{}", "{ gamma: 1 }", "{ cosine: 2 }", "{ cosine: 0.1, gamma: 0.5 }", "{ step: [2, 1] }", "{ step: 1 }",
                "{ step: [0] }", "{ step: [1], gamma: 0 }", "{ step: [1], x: 2 }"]),
        ("train", "class_cost", ["1", "5", "1e6"], ["0", "1000001"]),
        ("train", "normalise_cost", ["true", "false"], ["1"]),
        ("train", "ranking_weight", ["0", "0.5"], ["-1"]),
        ("train", "select", ["best-auc", "last"], ["best_auc"]),
        ("train", "fine_tune_epochs", ["1", "3", "1000"], ["0", "1001"]),
        ("train", "engine", ["auto", "torch", "sparse"], ["gpu"]),
        ("train", "partial_auc", ["{}", "{ fpr: 0.05 }", "{ fpr: 1, weight: 2 }"], ["{ fpr: 0 }", "{ weight: 0 }", "{ beta: 1 }", "0.1"]),
        ("train", "sampling", ["shuffle", "balanced"], ["balance"]),
        ("prune", "criterion", ["magnitude-increase", "magnitude", "random", "taylor"], ["magnitud"]),
        ("prune", "class_cost", ["1", "20"], ["0"]),
        ("prune", "scope", ["layer", "global"], ["all"]),
        ("prune", "biases", ["true", "false"], ["1"]),
        ("prune", "keep", ["[fc2]", "[b, a]", "[]"], ["fc2", "[a, a]"]),
        ("space", "pruning_rate", ["[0.5]", "[0.7, 0.3, 0.5]", "[1e-3]"], ["[]", "0.5", "[1.5]", "[0.5, 0.50]", "{ a: 1 }"]),
        ("space", "class_cost", ["[1]", "[10, 1, 5.0]"], ["[0]", "[]", "1"]),
        ("space", "rewind", ["[0]", "[reinit, none, lr:2, 1, 0]", "[2, lr:0]"], ["[non]", "[null]", "[1000]", "[lr:-1]", "0", "[0, 0]"]),
        ("space", "by_level", ["[{}]", "[{ class_cost: [1] }]", "[{}, { pruning_rate: [0.5], rewind: [0] }, {}]"],
            ["[]", "[5]", "[{ class_cost: [7] }]", "[{ cost: [1] }]", "{ a: 1 }"]),
        ("objectives", "fn", ["{ threshold: 0.4 }", "{ at_fpr: 0.05 }"],
            ["{}", "{ threshold: 0.5, at_fpr: 0.05 }", "{ threshold: 1 }", "{ at_fpr: 5 }", "0.5", "{ x: 1 }"]),
        ("objectives", "max_fpr", ["0.3", "1"], ["0", "1.1"]),
        ("search", "strategy", ["pareto-beam", "exhaustive", "random"], ["beam"]),
        ("search", "width", ["1", "12"], ["0"]),
        ("search", "max_level", ["0", "1000"], ["-1", "1001"]),
        ("search", "max_candidates", ["1", "10000000"], ["0"]),
        ("search", "max_epochs", ["1000000", "1000000000000", "20"], ["1", "0", "1e13", "auto"]),
        ("search", "replicates", ["1", "5"], ["0", "1001"]),
        ("search", "seed", ["0", "9", "9223372036854775807"], ["-1", "99999999999999999999"]),
        ("resources", "slots", ["auto", "1", "1024"], ["0", "1025", "x", "[1]"]),
        ("resources", "checkpoint", ["60s", "2m", "1.5h", "0", "90"], ["soon", "200h", "-1", "[1]"]),
        ("resources", "weight", ["1", "2.5"], ["0", "1001"]),
        ("resources", "mixed", ["true", "false"], ["maybe"]),
        ("resources", "vector", ["auto", "avx2"], ["avx512"]),
    ];

    private static readonly (string Kind, string[] Keys)[] Kinds =
    [
        ("npz", ["path", "positive", "image_size", "split", "split_seed", "augment"]),
        ("csv", ["path", "positive", "split", "split_seed", "group", "header", "label", "drop", "missing", "separator"]),
        ("images", ["path", "positive", "image_size", "split", "split_seed", "group", "augment"]),
        ("idx", ["path", "positive", "image_size", "split", "split_seed", "augment"]),
        ("synthetic-cracks", ["positive", "image_size", "split", "split_seed", "augment", "samples", "positive_share", "seed"]),
    ];

    private static readonly string[] Sections = ["data", "train", "prune", "space", "objectives", "search", "resources"];

    /// <summary>One file, or a file with overrides.</summary>
    public sealed record Case(string Name, string Text, string[] Overrides);

    /// <summary>Every example and test file; every key absent, and with every value, in a file and as an override; then random files.</summary>
    public static IEnumerable<Case> All()
    {
        foreach (var path in Directory.GetFiles(Checkout.PathOf("examples"), "*.yaml").Order(StringComparer.Ordinal))
            yield return new Case(Path.GetFileName(path), File.ReadAllText(path), []);
        foreach (var (name, text) in new[] { ("design", SearchFiles.Design), ("csv", SearchFiles.Csv), ("synthetic", SearchFiles.Synthetic) })
            yield return new Case(name, text, []);
        foreach (var (kind, keys) in Kinds)
        {
            var full = Full(keys, kind);
            yield return new Case($"{kind} full", Text(kind, full), []);
            foreach (var absent in full.Keys)
                yield return new Case($"{kind} without {absent.Section}.{absent.Key}", Text(kind, full.Where(pair => pair.Key != absent).ToDictionary()), []);
            foreach (var section in Sections.Where(section => section is not ("data" or "space")))
                yield return new Case($"{kind} without {section}", Text(kind, full.Where(pair => pair.Key.Section != section).ToDictionary()), []);
            foreach (var (section, key, right, wrong) in Values.Where(v => kind == "images" || v.Section == "data"))
                foreach (var value in right.Concat(wrong))
                {
                    yield return new Case($"{kind} with {section}.{key}={value}", Text(kind, new(full) { [(section, key)] = value }), []);
                    if (kind == "images")
                        yield return new Case(
                            $"set {section}.{key}={value}", SearchFiles.Design, [section.Length == 0 ? $"{key}={value}" : $"{section}.{key}={value}"]);
                }
            foreach (var section in Sections)
                yield return new Case($"{kind} with {section}.quite_unknown", Text(kind, new(full) { [(section, "quite_unknown")] = "1" }), []);
        }
        var random = new Generator(15);
        for (var i = 0; i < Random; i++) yield return AnyCase($"random {i}", random);
    }

    private static Dictionary<(string Section, string Key), string> Full(string[] dataKeys, string kind) => Values
        .Where(v => v.Section != "data" || dataKeys.Contains(v.Key))
        // With the others' defaults these do nothing but warn.
        .Where(v => (v.Section, v.Key) is not ("train", "beta1" or "beta2" or "epsilon") and not ("prune", "class_cost"))
        .ToDictionary(v => (v.Section, v.Key), v => (v.Key, kind) switch
        {
            ("header", _) => "true",
            ("model", "csv") => "{ kind: mlp, sizes: [3, 2] }",
            ("momentum", _) => "0.5",
            _ => v.Right[^1] == "{ step: [1, 2], gamma: 0.5 }" ? v.Right[^1] : v.Right[0],
        });

    private static Case AnyCase(string name, Generator random)
    {
        var (kind, dataKeys) = random.Pick(Kinds);
        // Two thirds of the files are meant to be right.
        var faulty = random.Below(3) == 0;
        var file = new Dictionary<(string Section, string Key), string>();
        var overrides = new List<string>();
        foreach (var (section, key, right, wrong) in Values)
        {
            var required = (section, key) is ("", "name" or "model") or ("data", "path" or "positive" or "image_size") or ("space", "pruning_rate");
            if (section == "data" && !dataKeys.Contains(key) && !(faulty && random.Below(12) == 0)) continue;
            if (!(required && !(faulty && random.Below(12) == 0)) && random.Below(2) == 0) continue;
            var value = random.Pick(faulty && random.Below(8) == 0 ? wrong : right);
            if (random.Below(8) == 0) overrides.Add(section.Length == 0 ? $"{key}={value}" : $"{section}.{key}={value}");
            else file[(section, key)] = value;
        }
        return new Case(name, Text(kind, file), [.. overrides]);
    }

    private static string Text(string kind, Dictionary<(string Section, string Key), string> values)
    {
        var lines = values.Where(pair => pair.Key.Section.Length == 0).Select(pair => $"{pair.Key.Key}: {pair.Value}").ToList();
        foreach (var section in Sections)
        {
            var keys = values.Where(pair => pair.Key.Section == section).Select(pair => $"{pair.Key.Key}: {pair.Value}").ToList();
            if (section == "data") keys.Insert(0, $"kind: {kind}");
            if (keys.Count > 0) lines.Add($"{section}: {{ {string.Join(", ", keys)} }}");
        }
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Numbers of a generator that no runtime changes.</summary>
    private sealed class Generator(ulong seed)
    {
        private ulong _state = seed;

        public int Below(int count)
        {
            _state = unchecked(_state * 6364136223846793005 + 1442695040888963407);
            return (int)((_state >> 33) % (ulong)count);
        }

        public T Pick<T>(T[] from) => from[Below(from.Length)];
    }
}
