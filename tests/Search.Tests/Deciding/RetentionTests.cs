using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

public sealed class RetentionTests
{
    [Fact]
    public void Exactly_the_tickets_of_eligible_candidates_and_of_the_root_and_the_scores_of_what_was_tested_are_left() =>
        Gen.Select(Searches.Any, Gen.Int[0, 1000]).Sample((spec, seed) =>
        {
            var state = Simulation.Of(spec, Tables.Rough(seed, 0.3)).Finish().State;
            var kept = state.Candidates.Values.Where(c => c.Eligible || c.Id == state.RootId).SelectMany(c => c.Runs).Select(run => run.Result!.Ticket.Sha256);
            var weights = state[state.RootId].Runs.SelectMany(run => run.Result!.RootWeights).Select(w => w.Ref.Sha256);
            var scores = state.Candidates.Values.Where(c => c.Test is not null).Select(c => c.Test!.Scores!.Sha256);
            Assert.NotEmpty(scores);
            var stored = state.Files.Uses.Where(pair => pair.Value.Stored).Select(pair => pair.Key);
            Assert.Equal(kept.Concat(weights).Concat(scores).Distinct().Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        }, iter: 100);

    /// <summary>Larger budgets take candidates off the front; what was measured of them stays comparable.</summary>
    [Fact]
    public void Scores_outlast_extensions() =>
        Gen.Select(Searches.Any.SelectMany(spec => Searches.Grown(spec).Select(grown => (spec, grown))), Gen.Int[0, 1000]).Sample((specs, seed) =>
        {
            var search = Simulation.Of(specs.spec, Tables.Rough(seed, 0.3)).Finish();
            var before = search.State.Candidates.Values.Where(c => c.Test is not null).Select(c => c.Test!.Scores!.Sha256).ToList();
            search.Submit(specs.grown);
            search.Finish();
            Assert.All(before, file => Assert.True(search.State.Files.IsStored(file)));
            Assert.DoesNotContain(search.Journal.OfType<CheckpointsReleased>().SelectMany(e => e.Sha256), before.Contains);
        }, iter: 100);

    [Fact]
    public void No_order_ever_names_a_file_that_was_released_before() =>
        Gen.Select(Searches.Any, Gen.Int[0, 1000], Gen.UInt.Array[0, 200]).Sample((spec, seed, actions) =>
        {
            var search = Simulation.Of(spec with { Report = new ReportSpec { Kind = ReportKind.All } }, Tables.Rough(seed, 0.3));
            var storm = new Storm(search);
            foreach (var action in actions)
            {
                var before = search.Orders.Count;
                storm.Strike(action);
                if (search.Orders.Count == before) continue;
                var order = search.Orders.Values.Last();
                List<CheckpointRef> files = [.. order.Tickets, .. order.RootWeights.Select(w => w.Ref), .. order.ResumeFrom.Select(c => c.Ref)];
                if (order.ParentTicket is { } ticket) files.Add(ticket);
                Assert.All(files, file => Assert.True(search.State.Files.IsStored(file.Sha256)));
            }
        }, iter: 200);
}
