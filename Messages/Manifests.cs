using System.Collections.Frozen;

namespace ActorSearch.Messages;

/// <summary>
/// The name of every record on the wire and in the journal: the whole closed set. A manifest is never changed or used again;
/// a record may gain members that have a default, and a record whose meaning changes gets a new manifest.
/// </summary>
public static class Manifests
{
    /// <summary>Every record by its manifest. Retired manifests, which are never used again: odp, ogd.</summary>
    public static FrozenDictionary<string, Type> Types { get; } = new Dictionary<string, Type>
    {
        // The journal of a search.
        ["ss"] = typeof(SearchSubmitted),
        ["sx"] = typeof(SearchExtended),
        ["cp"] = typeof(CandidatesProposed),
        ["lg"] = typeof(LeaseGranted),
        ["le"] = typeof(LeaseEnded),
        ["cr"] = typeof(CheckpointRecorded),
        ["rc"] = typeof(RunCompleted),
        ["af"] = typeof(AttemptFailed),
        ["ca"] = typeof(CandidateAbandoned),
        ["cl"] = typeof(CheckpointsReleased),
        ["te"] = typeof(TestEvaluated),
        ["sp"] = typeof(SearchPaused),
        ["sr"] = typeof(SearchResumed),
        ["sc"] = typeof(SearchCancelled),
        ["sf"] = typeof(SearchFinished),
        ["ws"] = typeof(WriterStarted),
        ["sn"] = typeof(SearchSnapshot),
        ["sk"] = typeof(PackedSnapshot),
        // The journal of the supervisor.
        ["sa"] = typeof(SearchAdded),
        ["sw"] = typeof(SupervisorStarted),
        ["se"] = typeof(SearchEnded),
        ["so"] = typeof(SearchReopened),
        // Trainer and pool.
        ["mrt"] = typeof(RegisterTrainer),
        ["mtr"] = typeof(TrainerRegistered),
        ["mtt"] = typeof(TrainerNameTaken),
        ["mrh"] = typeof(ReportHeldWork),
        ["mrw"] = typeof(RequestWork),
        ["mtl"] = typeof(TrainerLeaving),
        // Trainer and search.
        ["mst"] = typeof(StartTraining),
        ["mkt"] = typeof(KeepTraining),
        ["mhb"] = typeof(HandBack),
        ["msp"] = typeof(StopTraining),
        ["mtp"] = typeof(TrainingProgress),
        ["mtf"] = typeof(TrainingFinished),
        ["mra"] = typeof(ResultAccepted),
        // Operator.
        ["osu"] = typeof(Submit),
        ["opa"] = typeof(Pause),
        ["ore"] = typeof(Resume),
        ["oca"] = typeof(Cancel),
        ["oge"] = typeof(GetSearch),
        ["orp"] = typeof(OperatorReply),
        ["ofa"] = typeof(FindActive),
        ["oac"] = typeof(ActiveCoordinator),
        ["ols"] = typeof(ListSearches),
        ["osl"] = typeof(SearchList),
        ["olt"] = typeof(ListTrainers),
        ["oja"] = typeof(JournalAway),
        ["otl"] = typeof(TrainerList),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The manifest of a record's type; null if it has none.</summary>
    public static string? Of(Type type) => Names.GetValueOrDefault(type);
}
