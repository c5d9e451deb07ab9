using System.Text.Json;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

public sealed class StandaloneHostTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MemoryStore _store = new();
    private readonly FileTrainer _trainer;

    public StandaloneHostTests() => _trainer = new FileTrainer(_store);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private Task<StandaloneHost> StartAsync(int slots) => StandaloneHost.StartAsync(Hosts.Options(_folder, _store, _trainer, slots), Cancel);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_search_ends_with_the_reference_front_on_any_number_of_slots(int slots)
    {
        var submission = SampleSearches.Submission(SampleSearches.Spec(16, replicates: 2));
        await using var host = await StartAsync(slots);

        var last = await host.RunToEndAsync(submission, Cancel);

        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last.State));
        Assert.Equal(slots, last.Slots.Length);
        // Nothing was disturbed, so every epoch of every run was trained exactly once.
        Assert.Equal(_trainer.Epochs.Count, _trainer.Epochs.Select(e => (e.Run, e.Epoch)).Distinct().Count());
        var times = last.Times;
        Assert.True(times.Total > 0);
        Assert.True(times is { Training: > 0, Evaluating: > 0, Other: >= 0 } && (times.Barrier > 0 || slots == 1), times.ToString());
        await host.StopAsync();
        Assert.Equal(SampleSearches.Outcome(last.State), SampleSearches.Outcome(JournalFile.Peek(_folder.Journal)));
    }

    [Fact]
    public async Task Killed_at_random_moments_and_started_again_it_comes_to_the_same_front()
    {
        var submission = SampleSearches.Submission(SampleSearches.Spec(20));
        _trainer.EpochTime = TimeSpan.FromMilliseconds(10);
        var moments = new Search.Randomness.CounterRandom(11, 0, 0, Search.Randomness.RandomPurpose.Sampling);
        SearchState? last = null;
        for (var kills = 0; last is null; kills++)
        {
            await using var host = await StartAsync(2);
            Assert.IsType<Accepted>(await host.SubmitAsync(submission, Cancel));
            var until = kills < 5 ? moments.NextInt(3) + 3 * kills + 2 : int.MaxValue;
            await foreach (var view in host.WatchAsync(submission.Search, Cancel))
            {
                if (view.State.Status == SearchStatus.Finished) last = view.State;
                if (view.State.Candidates.Values.Count(c => c.IsIn) >= until) break;
            }
            if (last is null) await host.KillAsync();
        }

        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last));
        // No run completes twice, and no epoch is trained again that a recorded checkpoint had covered.
        Assert.Equal(20L, _folder.Sql("SELECT count(*) FROM journal WHERE manifest = 'rc'"));
        Assert.Equal(20L, _folder.Sql("SELECT count(DISTINCT json_extract(message, '$.run')) FROM journal WHERE manifest = 'rc'"));
        Assert.True(_trainer.Epochs.Count <= 20 * 3 + 5 * 2 * 2, $"{_trainer.Epochs.Count} epochs for 60");
    }

    [Fact]
    public async Task A_graceful_stop_saves_what_runs_and_hands_its_lease_back()
    {
        _trainer.EpochTime = TimeSpan.FromMilliseconds(20);
        var submission = SampleSearches.Submission(SampleSearches.Spec(12));
        await using (var host = await StartAsync(2))
        {
            await host.SubmitAsync(submission, Cancel);
            await foreach (var view in host.WatchAsync(submission.Search, Cancel))
                if (view.State.Candidates.Values.Any(c => c.Path.Level == 1 && c.IsIn)) break;
            await host.StopAsync();
        }
        var stopped = JournalFile.Peek(_folder.Journal);
        Assert.Empty(stopped.Leases);
        Assert.Equal(SearchStatus.Running, stopped.Status);
        var before = _trainer.Epochs.Count;

        await using var again = await StartAsync(2);
        var last = await again.RunToEndAsync(submission, Cancel);

        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last.State));
        Assert.Equal(12 * 3, _trainer.Epochs.Count);
        Assert.True(before < 12 * 3);
    }

    [Fact]
    public async Task A_session_that_hangs_loses_its_lease_and_another_slot_finishes_the_run()
    {
        var hung = 0;
        using var release = new ManualResetEventSlim();
        _trainer.Instead = (order, _) =>
        {
            if (order.Path.Level == 1 && Interlocked.Exchange(ref hung, 1) == 0) release.Wait(CancellationToken.None);
            return null;
        };
        var submission = SampleSearches.Submission(SampleSearches.Spec(6));
        await using var host = await StandaloneHost.StartAsync(Hosts.Options(_folder, _store, _trainer, 2, TimeSpan.FromSeconds(1)), Cancel);

        var last = await host.RunToEndAsync(submission, Cancel);
        release.Set();

        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last.State));
        Assert.Equal(1L, _folder.Sql("SELECT count(*) FROM journal WHERE manifest = 'le'"));
    }

    [Fact]
    public async Task When_the_journal_fails_the_search_starts_again_by_itself_and_goes_on()
    {
        var submission = SampleSearches.Submission(SampleSearches.Spec(8));
        using var full = new ManualResetEventSlim();
        // The search must not be over before the disk is full.
        _trainer.Instead = (order, _) =>
        {
            if (order.Path.Level > 0) full.Wait(CancellationToken.None);
            return null;
        };
        await using var host = await StartAsync(2);
        await host.SubmitAsync(submission, Cancel);
        var (broken, last) = (false, (SearchState?)null);
        await foreach (var view in host.WatchAsync(submission.Search, Cancel))
        {
            last = view.State;
            if (broken || !view.State.Candidates.Values.Any(c => c.IsIn)) continue;
            broken = true;
            _folder.Sql("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            full.Set();
            await Patience.UntilAsync(
                async () => await StatusAsync(host, submission.Search) == "waiting", () => "the search does not wait for its journal", Cancel);
            _folder.Sql("DROP TRIGGER broken");
        }

        Assert.True(broken);
        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last!));
        Assert.True((long)_folder.Sql("SELECT count(*) FROM journal WHERE manifest = 'ws'")! >= 2);
    }

    /// <returns>Null when the search starts again at that very moment, and the question is lost.</returns>
    private static async Task<string?> StatusAsync(StandaloneHost host, SearchId search)
    {
        var gateway = new SearchGateway(ActorRegistry.For(host.System));
        try
        {
            using var status = JsonDocument.Parse(await gateway.ReadAsync(new GetDocument(search, DocumentKind.Status), Cancel));
            return status.RootElement.GetProperty("status").GetString();
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    [Fact]
    public async Task A_failing_attempt_is_tried_again_and_a_damaged_ticket_is_made_again()
    {
        var lost = 0;
        _trainer.Instead = (order, _) =>
        {
            if (order.Path.Level == 1 && order.ParentTicket is { } parent && Interlocked.Exchange(ref lost, 1) == 0)
                _store.Files.TryRemove(parent.Sha256, out byte[]? _);
            return order.Path.Level == 2 && order.Attempt == 1 ? new WorkFailed(FailureKind.Input, "NaN in epoch 2", null) : null;
        };
        var submission = SampleSearches.Submission(SampleSearches.Spec(12));
        await using var host = await StartAsync(2);

        var last = await host.RunToEndAsync(submission, Cancel);

        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(submission)), SampleSearches.Outcome(last.State));
        Assert.Equal(1, lost);
        Assert.True((long)_folder.Sql("SELECT count(*) FROM journal WHERE manifest = 'af'")! >= 2);
    }

    [Fact]
    public async Task The_same_file_changes_nothing_another_is_refused_and_a_larger_budget_continues()
    {
        var small = SampleSearches.Submission(SampleSearches.Spec(6));
        var large = SampleSearches.Submission(SampleSearches.Spec(10), "spec-2");
        await using var host = await StartAsync(2);
        await host.RunToEndAsync(small, Cancel);
        var trained = _trainer.Epochs.Count;

        await host.RunToEndAsync(small, Cancel);
        Assert.Equal(trained, _trainer.Epochs.Count);
        Assert.IsType<Refused>(await host.SubmitAsync(small with { TrainingHash = "another", SpecHash = "spec-3" }, Cancel));

        var last = await host.RunToEndAsync(large, Cancel);
        Assert.Equal(SampleSearches.Outcome(SampleSearches.Reference(large)), SampleSearches.Outcome(last.State));
    }

    [Fact]
    public async Task Released_files_are_deleted_and_all_that_the_state_refers_to_are_there()
    {
        var submission = SampleSearches.Submission(SampleSearches.Spec(12));
        await using var host = await StartAsync(2);
        var last = await host.RunToEndAsync(submission, Cancel);
        await host.StopAsync();

        Assert.NotEmpty(_store.Deleted);
        Assert.All(last.State.Files.Uses.Where(use => use.Value.Stored), use => Assert.True(_store.Files.ContainsKey(use.Key)));
        Assert.Equal(last.State.Files.Uses.Count(use => use.Value.Stored), _store.Files.Count);
    }
}
