using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Tests.Support;

namespace ActorSearch.Coordinator.Tests.Reading.Documents;

/// <summary>What a search comes to is part of every status, which waits for no estimate and fails with none.</summary>
public sealed class PlanDocumentTests
{
    private static readonly PlanDocument Estimate = new(1, 2, 3);

    private static SearchSpec Spec(int maxCandidates) =>
        SampleSearches.Spec() with { Search = SampleSearches.Spec().Search with { MaxCandidates = maxCandidates, MaxEpochs = null } };

    private static PlanDocument Budgets(SearchSpec spec) => new(
        spec.Search.MaxLevel, spec.Search.MaxCandidates,
        (long)spec.Search.MaxCandidates * spec.Search.Replicates * Math.Max(spec.Train.Epochs, spec.Train.FineTuneEpochs));

    [Fact]
    public void A_small_search_is_estimated_at_once()
    {
        var spec = Spec(200);
        Assert.Equal(Estimate, PlanDocument.Of(spec, _ => Estimate));
        Assert.Equal(Estimate, PlanDocument.Of(spec, _ => throw new InvalidOperationException("once is enough")));
    }

    [Fact]
    public async Task A_large_one_by_its_budgets_until_its_estimate_is_there()
    {
        var spec = Spec(1_000_000);
        using var gate = new ManualResetEventSlim();
        PlanDocument Slow(SearchSpec _)
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return Estimate;
        }
        Assert.Equal(Budgets(spec), PlanDocument.Of(spec, Slow));
        gate.Set();
        await Patience.UntilAsync(() => PlanDocument.Of(spec, Slow) == Estimate, () => "the estimate does not come", TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1_000_000)]
    public async Task One_whose_estimate_fails_by_its_budgets_for_good(int maxCandidates)
    {
        var spec = Spec(maxCandidates);
        var failed = new TaskCompletionSource();
        PlanDocument Fails(SearchSpec _)
        {
            failed.TrySetResult();
            throw new OverflowException("too many");
        }
        Assert.Equal(Budgets(spec), PlanDocument.Of(spec, Fails));
        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++) Assert.Equal(Budgets(spec), PlanDocument.Of(spec, Fails));
    }
}
