using System.Text.Json;
using ActorSearch.Search;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Kinds as values of labels.</summary>
public static class Results
{
    private static readonly Dictionary<FailureKind, string> Failures =
        Enum.GetValues<FailureKind>().ToDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    public static string Of(FailureKind kind) => Failures[kind];
}
