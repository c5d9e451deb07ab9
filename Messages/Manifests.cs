using System.Collections.Frozen;

namespace ActorSearch.Messages;

/// <summary>
/// The name of every record on the wire and in the journal: the whole closed set. A manifest is never changed or used again;
/// a record may gain members that have a default, and a record whose meaning changes gets a new manifest.
/// </summary>
public static class Manifests
{
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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of records that are no more. A node of an older version may still send them; none of them is ever used again.</summary>
    public static FrozenSet<string> Retired { get; } = FrozenSet.Create(StringComparer.Ordinal,
        // Documents in parts, in base64: a coordinator that is not active asks the active one over HTTP.
        "odp", "ogd");

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static string? Of(Type type) => Names.GetValueOrDefault(type);
}
