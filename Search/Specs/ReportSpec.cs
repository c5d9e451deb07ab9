using System.Text.RegularExpressions;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs;

/// <summary>Which candidates the test split is evaluated for, once, after the search ends. The root and the front always are.</summary>
public sealed partial record ReportSpec
{
    internal static KeysOf<ReportSpec> Keys { get; } = new KeysOf<ReportSpec>(Changes.Nothing).Part(r => r.Kind).Part(r => r.Candidates);

    /// <summary>Which ones besides.</summary>
    public ReportKind Kind { get; init; } = ReportKind.Front;

    /// <summary>Candidate ids (or unique beginnings of them) when <see cref="Kind"/> is <see cref="ReportKind.List"/>; in ordinal order.</summary>
    public ImmutableArray<string> Candidates { get; init; } = [];

    internal static object? Read(Section root, YamlItem item, string key)
    {
        if (item is YamlScalar { IsEmpty: false }) return root.Kind(item, key, ReportKind.List) is { } kind ? new ReportSpec { Kind = kind } : null;
        if (item is not YamlList list) return root.Wrong(item, key, "front, all, or a list of candidates' ids");
        var places = list.Items.OfType<YamlScalar>().ToLookup(entry => entry.Text);
        var ids = (ImmutableArray<string>)Values.Texts("[4f1c09ab]", "a candidate's id", "").Read(root, list, key)!;
        foreach (var id in ids.Where(id => !CandidateText().IsMatch(id)))
            root.Fault(places[id].First(), key, $"{YamlScalar.Short(id)} is not a candidate's id or its beginning: 1 to 16 digits 0-9 and a-f");
        return new ReportSpec { Kind = ReportKind.List, Candidates = ids };
    }

    [GeneratedRegex(@"\A[0-9a-f]{1,16}\z")]
    private static partial Regex CandidateText();
}
