using System.Text.Json;
using static ActorSearch.TrainerNode.Node.Telemetry.MetricSource;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>
/// Every metric of coordinators and trainers (docs/metrics.md). Labels have few values: searches that run, trainers, slots, and kinds from a fixed list; never
/// a candidate, an attempt or a textual reason.
/// </summary>
public static class MetricCatalog
{
    private static readonly List<MetricFact> Facts = [];

    /// <summary>All metrics, in the order of the document.</summary>
    public static IReadOnlyList<MetricFact> All => Facts;

    /// <summary>Metrics of searches, from the active coordinator.</summary>
    public static readonly MetricFact
        Searches = Of(Active, "actorsearch_searches", "Searches by how they stand: running, blocked, paused, finished, cancelled.", "status"),
        Running = Of(Active, "actorsearch_search_running", "1 while the search runs, blocked or not; 0 while it is paused, and after its end.", "search"),
        Candidates = Of(Active, "actorsearch_search_candidates", "Candidates proposed so far by state: done, running, waiting, abandoned.", "search", "state"),
        CandidatesPlanned = Of(Active, "actorsearch_search_candidates_planned", "Most candidates that the search may propose.", "search"),
        Level = Of(Active, "actorsearch_search_level", "Level of the deepest candidates of the present round; 0 is the dense network.", "search"),
        Outcomes = Of(Active, "actorsearch_search_outcomes_total", "Results taken, by what was done: train, test.", "search", "work"),
        Attempts = Of(Active, "actorsearch_search_attempts_total",
            "Attempts that ended, by result: succeeded, input, environment, device_memory, checkpoint_damaged, lease_ended.", "search", "result"),
        LeasesGranted = Of(Active, "actorsearch_search_leases_granted_total", "Leases given to slots.", "search"),
        LeasesEnded = Of(Active, "actorsearch_search_leases_ended_total",
            "Leases that ended without an outcome, by reason: handed_back, trainer_ended, trainer_without_it, silent, given_up, cancelled, "
            + "other.", "search", "reason"),
        Leases = Of(Active, "actorsearch_search_leases", "Leases that slots hold now.", "search"),
        WorkReady = Of(Active, "actorsearch_search_work_ready", "Pieces of work that wait for a slot now.", "search"),
        WorkFailing = Of(Active, "actorsearch_search_work_failing",
            "Pieces of work that failed and are tried again, by state: failing, blocked (five times and more).", "search", "state"),
        BarrierSeconds = Of(Active, "actorsearch_search_barrier_seconds_total",
            "Seconds of slots that stood idle because no work was ready: the end of a round.", "search"),
        FrontSize = Of(Active, "actorsearch_search_front_size", "Candidates on the front.", "search"),
        Hypervolume = Of(Active, "actorsearch_search_hypervolume", "Hypervolume of the front, 0 to 0.5.", "search"),
        BestFalseNegatives = Of(Active, "actorsearch_search_best_false_negatives",
            "Fewest false negatives on validation (mean over replicates) of the candidates with at least this share of the weights pruned; none "
            + "there: no series.", "search", "pruned"),
        Positives = Of(Active, "actorsearch_search_positives", "Positive samples on validation: what false negatives are a share of.", "search"),
        Epochs = Of(Active, "actorsearch_search_epochs", "Epochs of the candidates proposed so far by state: done, planned (all of them).", "search", "state"),
        SamplesPerSecond = Of(Active, "actorsearch_search_samples_per_second", "Samples trained in a second, over all slots, by their last reports.", "search"),
        RecoverySeconds = Of(Active, "actorsearch_search_recovery_seconds",
            "How long the search's actor took from its start until it answered, snapshot and replay included, the last time.", "search"),
        RecoveredEvents = Of(Active, "actorsearch_search_recovered_events", "Events replayed after the snapshot then.", "search"),
        SnapshotSeconds = Of(Active, "actorsearch_search_snapshot_seconds", "How long the last snapshot took until it was stored.", "search"),
        CommandsPending = Of(Active, "actorsearch_search_commands_pending", "Commands decided whose write is not done.", "search"),
        MailboxMessages = Of(Active, "actorsearch_search_mailbox_messages", "Messages that wait in the mailbox of the search's actor.", "search");

    /// <summary>Metrics of slots, as the active coordinator knows them.</summary>
    public static readonly MetricFact
        PoolTrainers = Of(Active, "actorsearch_pool_trainers", "Trainers that are registered."),
        PoolSlots = Of(Active, "actorsearch_pool_slots", "Slots of these."),
        PoolSlotsParked = Of(Active, "actorsearch_pool_slots_parked", "Slots that asked for work and wait for some."),
        PoolWaitSeconds = Histogram(Coordinator, "actorsearch_pool_slot_wait_seconds",
            "How long a slot waited from its request until it was offered to a search.");

    /// <summary>Metrics of a coordinator and its journal.</summary>
    public static readonly MetricFact
        CoordinatorActive = Of(Coordinator, "actorsearch_coordinator_active", "1 while this coordinator decides, else 0."),
        Activations = Of(Coordinator, "actorsearch_coordinator_activations_total", "How often this coordinator became the active one."),
        JournalWriteSeconds = Histogram(Coordinator, "actorsearch_journal_write_seconds",
            "How long a write to the journal took, by result: written, failed.", "result"),
        JournalRecords = Of(Coordinator, "actorsearch_journal_records_total", "Records written to the journal."),
        JournalWaiting = Of(Coordinator, "actorsearch_journal_waiting", "Searches (and their list) that wait because the journal fails."),
        JournalWaitingSeconds = Of(Coordinator, "actorsearch_journal_waiting_seconds_total", "Seconds for which at least one of them waited.");

    /// <summary>Metrics of a trainer process.</summary>
    public static readonly MetricFact
        Registered = Of(Trainer, "actorsearch_trainer_registered", "1 while an active coordinator knows this trainer, else 0.", "trainer"),
        TrainerAttempts = Of(Trainer, "actorsearch_trainer_attempts_total",
            "Attempts that ended here, by result: trained, tested, interrupted, stopped, input, environment, device_memory, "
            + "checkpoint_damaged.", "trainer", "result"),
        TrainerEpochs = Of(Trainer, "actorsearch_trainer_epochs_total",
            "Epochs trained and evaluated, by the engine that trained: torch, sparse.", "trainer", "engine"),
        TrainerSamples = Of(Trainer, "actorsearch_trainer_samples_total", "Samples trained, by the engine that trained: torch, sparse.", "trainer", "engine"),
        Loss = Of(Trainer, "actorsearch_trainer_loss", "Mean training loss of the last epoch of what the slot trains; none yet: no series.", "trainer", "slot"),
        GradientNorm = Of(Trainer, "actorsearch_trainer_gradient_norm",
            "Euclidean norm of the gradient of that epoch's last batch, over the weights that are left.", "trainer", "slot"),
        SlotBusy = Of(Trainer, "actorsearch_trainer_slot_busy", "1 while the slot works, else 0.", "trainer", "slot"),
        SlotBusySeconds = Of(Trainer, "actorsearch_trainer_slot_busy_seconds_total", "Seconds that the slot worked.", "trainer", "slot"),
        ResultsWaiting = Of(Trainer, "actorsearch_trainer_results_waiting", "Finished attempts that no coordinator has acknowledged yet.", "trainer"),
        CheckpointBytes = Of(Trainer, "actorsearch_checkpoint_bytes_total",
            "Bytes of checkpoints and tickets, by operation: write, read.", "trainer", "operation"),
        CheckpointSeconds = Histogram(Trainer, "actorsearch_checkpoint_seconds",
            "How long a checkpoint or ticket took until it was stored, or read: write, read; those that failed too.", "trainer", "operation"),
        DeviceMemory = Of(Trainer, "actorsearch_device_memory_bytes",
            "Memory of the device; of the machine when the device is its processor.", "trainer", "device"),
        DeviceMemoryUsed = Of(Trainer, "actorsearch_device_memory_used_bytes", "The part of it that any process uses.", "trainer", "device"),
        DeviceUtilization = Of(Trainer, "actorsearch_device_utilization_ratio",
            "Share of its time that the device was busy with any process, 0 to 1.", "trainer", "device");

    /// <summary>Metrics of every process.</summary>
    public static readonly MetricFact
        Members = Of(Both, "actorsearch_cluster_members",
            "Members of the cluster as this one sees it, by role (coordinator, trainer) and state (up, unreachable, other).", "role", "state"),
        DiskFree = Of(Both, "actorsearch_disk_free_bytes", "Space left on the disk of a folder: checkpoints, folder (a coordinator's own), cache.", "folder"),
        CertificateExpiry = Of(Both, "actorsearch_certificate_expiry_timestamp_seconds",
            "When the node's certificate ends, or that of its authority where that is earlier, in seconds since 1970; without certificates: no series."),
        WireRefused = Of(Both, "actorsearch_wire_refused_total",
            "Messages of other processes that this one dropped, because nodes do not exchange such messages or their sender may not send them.");

    /// <summary>The name of a kind of failure in the label `result`.</summary>
    public static string ResultOf(FailureKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static MetricFact Histogram(MetricSource source, string name, string meaning, params string[] labels) =>
        Add(new MetricFact(source, MetricKind.Histogram, name, meaning, [.. labels]));

    /// <summary>A counter or a gauge: names that end in `_total` are counters', as Prometheus has it.</summary>
    private static MetricFact Of(MetricSource source, string name, string meaning, params string[] labels)
    {
        var kind = name.EndsWith("_total", StringComparison.Ordinal) ? MetricKind.Counter : MetricKind.Gauge;
        return Add(new MetricFact(source, kind, name, meaning, [.. labels]));
    }

    private static MetricFact Add(MetricFact fact)
    {
        Facts.Add(fact);
        return fact;
    }
}
