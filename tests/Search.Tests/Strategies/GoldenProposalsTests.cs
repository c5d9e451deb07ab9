using System.Security.Cryptography;
using System.Text;
using ActorSearch.Search.Landscape;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Tests.Deciding;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

/// <summary>
/// What the strategies of version 0.1 proposed in 300 searches over tables, written before strategies saw the whole history: a hash of every event that
/// proposes a round. A journal of an old search goes on as it would have.
/// </summary>
public sealed class GoldenProposalsTests
{
    private const int Cases = 300;

    private static readonly StrategyKind[] Strategies = [StrategyKind.ParetoBeam, StrategyKind.Exhaustive, StrategyKind.Random];

    [Fact]
    public void The_first_strategies_propose_what_they_always_did() =>
        Assert.Equal(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "proposals.txt")), Enumerable.Range(0, Cases).Select(Line));

    private static string Line(int number)
    {
        var random = new CounterRandom(2026, 0, number, RandomPurpose.Split);
        var spec = Spec(Strategies[number % 3], ref random);
        var seed = random.NextInt(int.MaxValue);
        var table = random.NextInt(2) == 0 ? new TableTrainer(seed) { FaultyShare = random.NextInt(3) * 0.1 } : Tables.Rough(seed, random.NextInt(3) * 0.15);
        var proposals = Proposals(spec, table);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', proposals.Select(p => $"{p.Round}: {string.Join(' ', p.Candidates)}"))));
        return $"{number} {spec.Search.Strategy.Name()} {proposals.Max(p => p.Round)} {proposals.Sum(p => p.Candidates.Length)} "
            + $"{Convert.ToHexStringLower(hash)[..32]}";
    }

    private static SearchSpec Spec(StrategyKind strategy, ref CounterRandom random)
    {
        double[] rates = [0.2, 0.3, 0.45, 0.6, 0.8], costs = [1, 2, 5, 10];
        RewindPoint[] rewinds = [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(2), RewindPoint.None, RewindPoint.ScheduleTo(1), RewindPoint.Reinit];
        random.Shuffle<double>(rates);
        random.Shuffle<double>(costs);
        random.Shuffle<RewindPoint>(rewinds);
        var space = new SpaceSpec
        {
            PruningRate = [.. rates.Take(1 + random.NextInt(5))],
            ClassCost = [.. costs.Take(1 + random.NextInt(4))],
            Rewind = [.. rewinds.Take(1 + random.NextInt(5))],
        };
        if (random.NextInt(3) == 0)
            space = space with { ByLevel = [new LevelSpec { ClassCost = [space.ClassCost[0]] }, new LevelSpec { Rewind = [space.Rewind[^1]] }] };
        var search = new StrategySpec
        {
            Strategy = strategy,
            Width = 1 + random.NextInt(10),
            MaxLevel = random.NextInt(7),
            MaxCandidates = 1 + random.NextInt(180),
            MaxEpochs = random.NextInt(3) == 0 ? 8 + random.NextInt(600) : null,
            Replicates = 1 + random.NextInt(2),
            Seed = random.NextInt(1000),
        };
        return Searches.Small with { Space = space, Search = search };
    }

    private static List<CandidatesProposed> Proposals(SearchSpec spec, TableTrainer table)
    {
        var (state, proposals) = (SearchState.Empty, new List<CandidatesProposed>());
        SearchReply Do(ISearchCommand command)
        {
            var decision = SearchDecider.Decide(state, command);
            state = decision.After;
            proposals.AddRange(decision.Events.OfType<CandidatesProposed>());
            return decision.Reply;
        }
        Do(new SubmitSearch(new SearchId("golden"), spec, "spec", "training", "data", DateTimeOffset.UnixEpoch));
        for (var now = DateTimeOffset.UnixEpoch; state.Status == SearchStatus.Running;)
        {
            if (Do(new RequestLease(new SlotId("t", 0), Simulation.Cpu, now)) is Granted { Order: var order })
                Do(new ReportOutcome(order.Work, order.Attempt, table.Work(order), now));
            else now += TimeSpan.FromMinutes(5);
        }
        return proposals;
    }
}
