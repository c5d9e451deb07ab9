using System.Runtime.Intrinsics.X86;
using ActorSearch.Coordinator.Journal;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>A search is continued by what computes the same bits, or not at all (design part 6).</summary>
public sealed class NumericsTests
{
    [Fact]
    public async Task A_search_begun_wider_is_not_continued_with_avx2_but_says_why_unless_it_is_mixed()
    {
        if (!Avx512F.IsSupported) Assert.Skip("this machine computes with AVX2 anyway");
        var cancel = TestContext.Current.CancellationToken;
        using var search = new TinySearch(candidates: 6);
        string[] Run(params string[] more) => ["run", search.SearchFile, "--out", search.Out("a"), "--slots", "2", .. more];
        Assert.Equal(0, (await ActorSearchProcess.RunAsync(Run(), cancel)).Code);

        // Nothing is left to train, so nothing is wrong.
        Assert.Equal(0, (await ActorSearchProcess.RunAsync(Run("--set", "resources.vector=avx2"), cancel)).Code);

        var refused = await ActorSearchProcess.RunAsync(Run("--set", "search.max_candidates=22", "--set", "resources.vector=avx2"), cancel);
        Assert.Equal(2, refused.Code);
        Assert.Contains("was begun with", refused.Error, StringComparison.Ordinal);
        Assert.Contains("avx2", refused.Error, StringComparison.Ordinal);

        var mixed = await ActorSearchProcess.RunAsync(
            Run("--set", "search.max_candidates=22", "--set", "resources.vector=avx2", "--set", "resources.mixed=true"), cancel);
        Assert.True(mixed.Code == 0, mixed.Error);
        Assert.Contains(JournalFile.Events(search.Journal("a")).OfType<LeaseGranted>(), e => e.Numerics.Vector.StartsWith("avx2/", StringComparison.Ordinal));
    }
}
