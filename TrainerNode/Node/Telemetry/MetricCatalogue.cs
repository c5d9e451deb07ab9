namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>
/// Every metric of coordinators and trainers (docs/metrics.md). Labels have few values: searches that run, trainers, slots, and kinds
/// from a fixed list; never a candidate, an attempt or a reason in words.
/// </summary>
public static class MetricCatalogue
{
    private static readonly List<MetricFact> Facts = [];

    public static IReadOnlyList<MetricFact> All => Facts;

    // The searches.
    public static readonly MetricFact Searches = Gauge(MetricSource.Active, "actorsearch_searches", "", "Searches by how they stand: running, blocked, paused, finished, cancelled.", "status");
    public static readonly MetricFact Running = Gauge(MetricSource.Active, "actorsearch_search_running", "", "1 while the search runs, blocked or not; 0 while it is paused, and after its end.", "search");
    public static readonly MetricFact Candidates = Gauge(MetricSource.Active, "actorsearch_search_candidates", "", "Candidates proposed so far by state: done, running, waiting, abandoned.", "search", "state");
    public static readonly MetricFact CandidatesPlanned = Gauge(MetricSource.Active, "actorsearch_search_candidates_planned", "", "Most candidates that the search may propose.", "search");
    public static readonly MetricFact Level = Gauge(MetricSource.Active, "actorsearch_search_level", "", "Level of the deepest candidates of the present round; 0 is the dense network.", "search");
    public static readonly MetricFact Outcomes = Counter(MetricSource.Active, "actorsearch_search_outcomes_total", "", "Results taken, by what was done: train, test.", "search", "work");
    public static readonly MetricFact Attempts = Counter(MetricSource.Active, "actorsearch_search_attempts_total", "",
        "Attempts that ended, by result: succeeded, input, environment, device_memory, checkpoint_damaged, lease_ended.", "search", "result");
    public static readonly MetricFact LeasesGranted = Counter(MetricSource.Active, "actorsearch_search_leases_granted_total", "", "Leases given to slots.", "search");
    public static readonly MetricFact LeasesEnded = Counter(MetricSource.Active, "actorsearch_search_leases_ended_total", "",
        "Leases that ended without an outcome, by reason: handed_back, trainer_ended, trainer_without_it, silent, given_up, cancelled, other.", "search", "reason");
    public static readonly MetricFact Leases = Gauge(MetricSource.Active, "actorsearch_search_leases", "", "Leases that slots hold now.", "search");
    public static readonly MetricFact WorkReady = Gauge(MetricSource.Active, "actorsearch_search_work_ready", "", "Pieces of work that wait for a slot now.", "search");
    public static readonly MetricFact WorkFailing = Gauge(MetricSource.Active, "actorsearch_search_work_failing", "",
        "Pieces of work that failed and are tried again, by state: failing, blocked (five times and more).", "search", "state");
    public static readonly MetricFact BarrierSeconds = Counter(MetricSource.Active, "actorsearch_search_barrier_seconds_total", "seconds",
        "Seconds of slots that stood idle because no work was ready: the end of a round.", "search");
    public static readonly MetricFact FrontSize = Gauge(MetricSource.Active, "actorsearch_search_front_size", "", "Candidates on the front.", "search");
    public static readonly MetricFact Hypervolume = Gauge(MetricSource.Active, "actorsearch_search_hypervolume", "", "Hypervolume of the front, 0 to 0.5.", "search");
    public static readonly MetricFact BestFalseNegatives = Gauge(MetricSource.Active, "actorsearch_search_best_false_negatives", "",
        "Fewest false negatives on validation (mean over replicates) of the candidates with at least this share of the weights pruned; none there: no series.", "search", "pruned");
    public static readonly MetricFact Positives = Gauge(MetricSource.Active, "actorsearch_search_positives", "", "Positive samples on validation: what false negatives are a share of.", "search");
    public static readonly MetricFact Epochs = Gauge(MetricSource.Active, "actorsearch_search_epochs", "", "Epochs of the candidates proposed so far by state: done, planned (all of them).", "search", "state");
    public static readonly MetricFact SamplesPerSecond = Gauge(MetricSource.Active, "actorsearch_search_samples_per_second", "", "Samples trained in a second, over all slots, as they told last.", "search");
    public static readonly MetricFact RecoverySeconds = Gauge(MetricSource.Active, "actorsearch_search_recovery_seconds", "seconds",
        "How long the search's actor took from its start until it answered, snapshot and replay included, the last time.", "search");
    public static readonly MetricFact RecoveredEvents = Gauge(MetricSource.Active, "actorsearch_search_recovered_events", "", "Events replayed after the snapshot then.", "search");
    public static readonly MetricFact SnapshotSeconds = Gauge(MetricSource.Active, "actorsearch_search_snapshot_seconds", "seconds", "How long the last snapshot took until it was stored.", "search");
    public static readonly MetricFact CommandsPending = Gauge(MetricSource.Active, "actorsearch_search_commands_pending", "", "Commands decided whose write is not done.", "search");
    public static readonly MetricFact MailboxMessages = Gauge(MetricSource.Active, "actorsearch_search_mailbox_messages", "", "Messages that wait in the mailbox of the search's actor.", "search");

    // The slots, as the active coordinator knows them.
    public static readonly MetricFact PoolTrainers = Gauge(MetricSource.Active, "actorsearch_pool_trainers", "", "Trainers that are registered.");
    public static readonly MetricFact PoolSlots = Gauge(MetricSource.Active, "actorsearch_pool_slots", "", "Slots of these.");
    public static readonly MetricFact PoolSlotsParked = Gauge(MetricSource.Active, "actorsearch_pool_slots_parked", "", "Slots that asked for work and wait for some.");
    public static readonly MetricFact PoolWaitSeconds = Histogram(MetricSource.Coordinator, "actorsearch_pool_slot_wait_seconds", "seconds", "How long a slot waited from its request until it was offered to a search.");

    // The coordinator and its journal.
    public static readonly MetricFact Active = Gauge(MetricSource.Coordinator, "actorsearch_coordinator_active", "", "1 while this coordinator decides, else 0.");
    public static readonly MetricFact Activations = Counter(MetricSource.Coordinator, "actorsearch_coordinator_activations_total", "", "How often this coordinator became the active one.");
    public static readonly MetricFact JournalWriteSeconds = Histogram(MetricSource.Coordinator, "actorsearch_journal_write_seconds", "seconds",
        "How long a write to the journal took, by result: written, failed.", "result");
    public static readonly MetricFact JournalRecords = Counter(MetricSource.Coordinator, "actorsearch_journal_records_total", "", "Records written to the journal.");
    public static readonly MetricFact JournalWaiting = Gauge(MetricSource.Coordinator, "actorsearch_journal_waiting", "", "Searches (and their list) that wait because the journal fails.");
    public static readonly MetricFact JournalWaitingSeconds = Counter(MetricSource.Coordinator, "actorsearch_journal_waiting_seconds_total", "seconds", "Seconds for which at least one of them waited.");

    // A trainer process.
    public static readonly MetricFact Registered = Gauge(MetricSource.Trainer, "actorsearch_trainer_registered", "", "1 while an active coordinator knows this trainer, else 0.", "trainer");
    public static readonly MetricFact TrainerAttempts = Counter(MetricSource.Trainer, "actorsearch_trainer_attempts_total", "",
        "Attempts that ended here, by result: trained, tested, interrupted, stopped, input, environment, device_memory, checkpoint_damaged.", "trainer", "result");
    public static readonly MetricFact TrainerEpochs = Counter(MetricSource.Trainer, "actorsearch_trainer_epochs_total", "", "Epochs trained and evaluated, by the engine that trained: torch, sparse.", "trainer", "engine");
    public static readonly MetricFact TrainerSamples = Counter(MetricSource.Trainer, "actorsearch_trainer_samples_total", "", "Samples trained, by the engine that trained: torch, sparse.", "trainer", "engine");
    public static readonly MetricFact Loss = Gauge(MetricSource.Trainer, "actorsearch_trainer_loss", "", "Mean training loss of the last epoch of what the slot trains; none yet: no series.", "trainer", "slot");
    public static readonly MetricFact GradientNorm = Gauge(MetricSource.Trainer, "actorsearch_trainer_gradient_norm", "", "Euclidean norm of the gradient of that epoch's last batch, over the weights that are left.", "trainer", "slot");
    public static readonly MetricFact SlotBusy = Gauge(MetricSource.Trainer, "actorsearch_trainer_slot_busy", "", "1 while the slot works, else 0.", "trainer", "slot");
    public static readonly MetricFact SlotBusySeconds = Counter(MetricSource.Trainer, "actorsearch_trainer_slot_busy_seconds_total", "seconds", "Seconds that the slot worked.", "trainer", "slot");
    public static readonly MetricFact ResultsWaiting = Gauge(MetricSource.Trainer, "actorsearch_trainer_results_waiting", "", "Finished attempts that no coordinator has acknowledged yet.", "trainer");
    public static readonly MetricFact CheckpointBytes = Counter(MetricSource.Trainer, "actorsearch_checkpoint_bytes_total", "bytes", "Bytes of checkpoints and tickets, by operation: write, read.", "trainer", "operation");
    public static readonly MetricFact CheckpointSeconds = Histogram(MetricSource.Trainer, "actorsearch_checkpoint_seconds", "seconds",
        "How long a checkpoint or ticket took until it was stored, or read: write, read; those that failed too.", "trainer", "operation");
    public static readonly MetricFact DeviceMemory = Gauge(MetricSource.Trainer, "actorsearch_device_memory_bytes", "bytes", "Memory of the device; of the machine when the device is its processor.", "trainer", "device");
    public static readonly MetricFact DeviceMemoryUsed = Gauge(MetricSource.Trainer, "actorsearch_device_memory_used_bytes", "bytes", "What of it is in use, by anybody.", "trainer", "device");
    public static readonly MetricFact DeviceUtilisation = Gauge(MetricSource.Trainer, "actorsearch_device_utilization_ratio", "", "Share of its time that the device was busy, 0 to 1, by anybody.", "trainer", "device");

    // Every process.
    public static readonly MetricFact Members = Gauge(MetricSource.Both, "actorsearch_cluster_members", "",
        "Members of the cluster as this one sees it, by role (coordinator, trainer) and state (up, unreachable, other).", "role", "state");
    public static readonly MetricFact DiskFree = Gauge(MetricSource.Both, "actorsearch_disk_free_bytes", "bytes", "Space left on the disk of a folder: checkpoints, folder (a coordinator's own), cache.", "folder");
    public static readonly MetricFact CertificateExpiry = Gauge(MetricSource.Both, "actorsearch_certificate_expiry_timestamp_seconds", "seconds",
        "When the node's certificate ends, or that of its authority where that is earlier, in seconds since 1970; without certificates: no series.");

    public static readonly MetricFact WireRefused = Counter(MetricSource.Both, "actorsearch_wire_refused_total", "",
        "Messages of other processes that were dropped because they are not spoken here: none of this project's, and none of a cluster's own protocol.");

    private static MetricFact Gauge(MetricSource source, string name, string unit, string meaning, params string[] labels) => Add(source, MetricKind.Gauge, name, unit, meaning, labels);

    private static MetricFact Counter(MetricSource source, string name, string unit, string meaning, params string[] labels) => Add(source, MetricKind.Counter, name, unit, meaning, labels);

    private static MetricFact Histogram(MetricSource source, string name, string unit, string meaning, params string[] labels) => Add(source, MetricKind.Histogram, name, unit, meaning, labels);

    private static MetricFact Add(MetricSource source, MetricKind kind, string name, string unit, string meaning, string[] labels)
    {
        var fact = new MetricFact(source, kind, name, unit, meaning, [.. labels]);
        Facts.Add(fact);
        return fact;
    }
}
