using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class PoolTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DataSpec Spec(int seed = 1, string name = "a.csv") => new()
    {
        Kind = DataKind.Csv,
        Path = File.Exists(_folder[name]) ? _folder[name] : _folder.Text(name, string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n"))),
        Positive = ["1"],
        SplitSeed = seed,
    };

    private static float First(LoadedDataset data)
    {
        var value = new float[1];
        data.Fill(Split.Train, [0], value);
        return value[0];
    }

    [Fact]
    public async Task Slots_that_ask_at_once_share_one_load()
    {
        var set = _folder.Classes("set");
        var spec = new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] };
        using var pool = new DatasetPool(DataRoots.Anywhere);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => pool.Open(spec, _folder.Cache), TestContext.Current.CancellationToken)));
        Assert.Single(all.Distinct());
        foreach (var data in all) data.Dispose();
        using var kept = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Same(all[0], kept);
    }

    [Fact]
    public void One_holder_closing_does_not_close_it_for_the_others()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        var (a, b) = (pool.Open(Spec(), cancel: TestContext.Current.CancellationToken), pool.Open(Spec(), cancel: TestContext.Current.CancellationToken));
        Assert.Same(a, b);
        a.Dispose();
        Assert.True(float.IsFinite(First(b)));
        b.Dispose();
        Assert.Same(a, pool.Open(Spec(), cancel: TestContext.Current.CancellationToken)); // the pool keeps it
    }

    [Fact]
    public void What_the_pool_lets_go_is_closed_with_its_last_holder()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere, keep: 1);
        var a = pool.Open(Spec(seed: 1), cancel: TestContext.Current.CancellationToken);
        var b = pool.Open(Spec(seed: 2), cancel: TestContext.Current.CancellationToken);
        Assert.NotSame(a, b);
        Assert.True(float.IsFinite(First(a)));
        a.Dispose();
        Assert.Throws<ObjectDisposedException>(() => First(a));
        Assert.NotSame(a, pool.Open(Spec(seed: 1), cancel: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Data_closed_once_too_often_is_loaded_again()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        var a = pool.Open(Spec(), cancel: TestContext.Current.CancellationToken);
        a.Dispose();
        a.Dispose();
        using var b = pool.Open(Spec(), cancel: TestContext.Current.CancellationToken);
        Assert.NotSame(a, b);
        Assert.True(float.IsFinite(First(b)));
    }

    [Fact]
    public void A_failed_load_is_tried_again()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        var spec = Spec() with { Path = _folder["later.csv"] };
        Assert.Throws<BadInputException>(() => pool.Open(spec, cancel: TestContext.Current.CancellationToken));
        Spec(name: "later.csv");
        pool.Open(spec, cancel: TestContext.Current.CancellationToken).Dispose();
    }

    /// <summary>Its load says that the splits in the search file are not used, and so waits in the middle for the reader of that message.</summary>
    private DataSpec Talkative() => new()
    {
        Kind = DataKind.Npz,
        Path = _folder.Npz("a.npz", System.IO.Compression.CompressionLevel.Fastest, TestFolder.MedMnist()),
        Positive = ["1"],
        Split = new SplitSpec(),
    };

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_for_another_s_load_may_leave_it()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var go = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        var spec = Talkative();
        var first = Task.Run(() => pool.Open(spec, _folder.Cache, Wait(begun, go)), TestContext.Current.CancellationToken);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var second = Task.Run(() => pool.Open(spec, _folder.Cache, cancel: gone.Token), TestContext.Current.CancellationToken);
        // It waits by then; where it does not, the test shows less, but fails no more.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(first.IsCompleted);
        go.Release(10);
        using var data = await first;
        using var again = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.Same(data, again);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whose_load_is_given_up_by_its_asker_loads_it_again()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var go = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        using var gone = new CancellationTokenSource();
        var spec = Talkative();
        var first = Task.Run(() => pool.Open(spec, _folder.Cache, Wait(begun, go), cancel: gone.Token), TestContext.Current.CancellationToken);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var cancel = TestContext.Current.CancellationToken;
        var others = Enumerable.Range(0, 4).Select(_ => Task.Run(() => pool.Open(spec, _folder.Cache, cancel: cancel), cancel)).ToArray();
        await gone.CancelAsync();
        go.Release(10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var all = await Task.WhenAll(others);
        Assert.All(all, data => Assert.Equal([1, 4, 4], data.SampleShape));
        foreach (var data in all) data.Dispose();
    }

    private static Action<string> Wait(SemaphoreSlim begun, SemaphoreSlim go) => _ =>
    {
        begun.Release();
        go.Wait(TestContext.Current.CancellationToken);
    };

    [Fact]
    public void A_changed_file_is_loaded_anew()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var before = pool.Open(Spec(), cancel: TestContext.Current.CancellationToken);
        _folder.Text("a.csv", string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i % 2}\n")));
        using var after = pool.Open(Spec(), cancel: TestContext.Current.CancellationToken);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    /// <summary>An order says which contents it wants: while they are open, nothing of the folder is looked at, however many files it has.</summary>
    [Fact]
    public void Contents_that_are_open_are_found_by_their_fingerprint_without_a_look_at_the_files()
    {
        var set = _folder.Classes("set");
        var spec = new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] };
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var first = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Directory.Move(set, set + "-gone");
        using var second = pool.Open(spec, _folder.Cache, fingerprint: first.Fingerprint, cancel: TestContext.Current.CancellationToken);
        Assert.Same(first, second);
        // Other contents can only come from the files.
        Assert.Throws<BadInputException>(() => pool.Open(spec, _folder.Cache, fingerprint: new string('0', 64), cancel: TestContext.Current.CancellationToken));
        var other = spec with { SplitSeed = 5 };
        Assert.Throws<BadInputException>(() => pool.Open(other, _folder.Cache, fingerprint: first.Fingerprint, cancel: TestContext.Current.CancellationToken));
        Directory.Move(set + "-gone", set);
        pool.Open(spec, _folder.Cache, fingerprint: new string('0', 64), cancel: TestContext.Current.CancellationToken).Dispose();
    }

    [Fact]
    public void Contents_whose_holders_closed_them_too_often_are_loaded_again()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        var first = pool.Open(Spec(), cancel: TestContext.Current.CancellationToken);
        var fingerprint = first.Fingerprint;
        first.Dispose();
        first.Dispose();
        using var again = pool.Open(Spec(), fingerprint: fingerprint, cancel: TestContext.Current.CancellationToken);
        Assert.NotSame(first, again);
        Assert.True(float.IsFinite(First(again)));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_waits_for_the_load_that_is_under_way_and_takes_it()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var go = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        var (spec, cancel) = (Talkative(), TestContext.Current.CancellationToken);
        string fingerprint;
        using (var alone = Datasets.Open(spec, _folder.Cache, cancel: cancel)) fingerprint = alone.Fingerprint;
        var first = Task.Run(() => pool.Open(spec, _folder.Cache, Wait(begun, go)), cancel);
        await begun.WaitAsync(cancel);
        var second = Task.Run(() => pool.Open(spec, _folder.Cache, fingerprint: fingerprint, cancel: cancel), cancel);
        using var gone = new CancellationTokenSource();
        var third = Task.Run(() => pool.Open(spec, _folder.Cache, fingerprint: fingerprint, cancel: gone.Token), cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.False(first.IsCompleted || second.IsCompleted);
        go.Release(10);
        using var data = await first;
        using var same = await second;
        Assert.Same(data, same);
    }

    /// <summary>Two files that swap their names, sizes and times apart, are another folder.</summary>
    [Fact]
    public void Any_change_of_a_file_of_a_folder_is_noticed()
    {
        var set = _folder.Classes("set");
        var spec = new DataSpec { Kind = DataKind.Images, Path = set, Positive = ["yes"] };
        using var pool = new DatasetPool(DataRoots.Anywhere);
        using var before = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        using (var same = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken)) Assert.Same(before, same);
        var (a, b) = (_folder["set/yes/00.png"], _folder["set/no/20.png"]);
        File.Move(a, a + "x");
        File.Move(b, a);
        File.Move(a + "x", b);
        using var after = pool.Open(spec, _folder.Cache, cancel: TestContext.Current.CancellationToken);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    [Fact]
    public void Many_threads_opening_and_closing_never_read_a_closed_dataset()
    {
        using var pool = new DatasetPool(DataRoots.Anywhere, keep: 2);
        var specs = Enumerable.Range(0, 4).Select(seed => Spec(seed)).ToArray();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var data = pool.Open(specs[i * 7 % 4]);
            Assert.True(float.IsFinite(First(data)));
        });
    }
}
