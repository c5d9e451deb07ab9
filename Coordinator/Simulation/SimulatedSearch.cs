namespace ActorSearch.Coordinator.Simulation;

/// <summary>A search of about so many candidates, and its submission.</summary>
internal static class SimulatedSearch
{
    public static SearchId Id { get; } = new("simulated");

    /// <summary>Candidates proposed in one round, at most; more of them come in more rounds.</summary>
    private const int PerRound = 8_500;

    /// <summary>A whole share of the candidates for each level fits into width x the 125 steps.</summary>
    public static SearchSpec Spec(int candidates, StrategyKind strategy, long seed)
    {
        var levels = Math.Max(3, (candidates + PerRound - 1) / PerRound);
        return new SearchSpec
        {
            Name = "simulated",
            Data = new DataSpec { Kind = DataKind.SyntheticCracks, Positive = ["crack"] },
            Model = new ModelSpec { Kind = ModelKind.LeNet300100 },
            Space = new SpaceSpec
            {
                PruningRate = [0.3, 0.4, 0.5, 0.6, 0.7],
                ClassCost = [1, 2, 5, 10, 20],
                Rewind = [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1), RewindPoint.ToEpoch(2), RewindPoint.None, RewindPoint.ScheduleTo(2)],
            },
            Search = new StrategySpec
            {
                Strategy = strategy,
                Width = Math.Max(8, 1 + candidates / (levels - 1) / 100),
                MaxLevel = levels,
                MaxCandidates = candidates,
                Seed = seed,
            },
        };
    }

    public static SubmitSearch Submission(SearchSpec spec)
    {
        var fingerprint = SpecHashes.Training(spec, "simulated");
        return new SubmitSearch(Id, spec, SpecHashes.Spec(spec, fingerprint), SpecHashes.Training(spec, fingerprint), fingerprint, DateTimeOffset.UnixEpoch);
    }
}
