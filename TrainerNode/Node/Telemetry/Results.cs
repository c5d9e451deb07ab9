using System.Text.Json;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>Names of failures in metrics' labels.</summary>
public static class Results
{
    private static readonly Dictionary<FailureKind, string> Failures =
        Enum.GetValues<FailureKind>().ToDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    /// <summary>The kind in snake case.</summary>
    public static string Of(FailureKind kind) => Failures[kind];
}
