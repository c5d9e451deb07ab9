using System.Collections;
using System.Reflection;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>Checks of a run's result against the search and against an earlier result of the same run.</summary>
public static class RunResults
{
    /// <summary>What may differ: how a run was computed, not what it came to.</summary>
    private static readonly string[] Free = [nameof(RunResult.MicroBatch), nameof(RunResult.Engine)];

    private static readonly PropertyInfo[] Compared = [.. typeof(RunResult).GetProperties().Where(p => p.CanWrite && !Free.Contains(p.Name))];

    /// <summary>Equal, element by element, in every member but the micro-batch and the engine.</summary>
    public static bool Same(RunResult a, RunResult b) =>
        Compared.All(member => StructuralComparisons.StructuralEqualityComparer.Equals(member.GetValue(a), member.GetValue(b)));

    /// <summary>Why a result cannot be taken, in one line; null when it can.</summary>
    internal static string? Fault(SearchState state, CandidateState candidate, RunResult? earlier, RunFinished finished)
    {
        var result = finished.Result;
        if (finished.Checkpoint is null != candidate.Epochs is null) return "the run did not stop where its order says";
        if (earlier is not null && !Same(earlier, result))
        {
            return $"made again, the run came out differently: ticket {Short(result.Ticket)} instead of {Short(earlier.Ticket)}";
        }
        if (candidate.Path.Level > 0) return null;
        var stored = result.RootWeights.Select(weights => weights.Epoch).ToHashSet();
        var needed = state.Spec!.Space.Rewind.Where(rewind => rewind.Kind == RewindKind.Epoch).Select(rewind => rewind.Epoch).Append(0);
        return needed.FirstOrDefault(epoch => !stored.Contains(epoch), -1) is var missing and >= 0
            ? $"the root run brought no weights of epoch {missing}"
            : null;
    }

    private static string Short(CheckpointRef reference) => reference.Sha256[..Math.Min(12, reference.Sha256.Length)];
}
