using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Tests.Hosting;

public sealed class JournalFileTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        var store = new MemoryStore();
        await using var host = await StandaloneHost.StartAsync(Hosts.Options(_folder, store, new TableTrainer(store), 2), TestContext.Current.CancellationToken);
        await host.RunToEndAsync(Searches.Submission(Searches.Spec(6)), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_sound_journal_passes_and_replays_without_actors()
    {
        JournalFile.Check(_folder.Journal);
        Assert.Equal(Searches.Outcome(Searches.Reference(Searches.Submission(Searches.Spec(6)))), Searches.Outcome(JournalFile.Peek(_folder.Journal)));
    }

    [Fact]
    public void A_new_journal_passes_and_has_no_search()
    {
        var path = Path.Combine(_folder.Path, "new.db");
        JournalFile.Check(path);
        Assert.Throws<BadInputException>(() => JournalFile.Peek(path));
    }

    [Fact]
    public async Task A_second_process_in_the_folder_is_refused()
    {
        var store = new MemoryStore();
        var options = Hosts.Options(_folder, store, new TableTrainer(store), 1);
        using (JournalFile.Lock(_folder.Journal))
            AssertOneLine("another actorsearch process", await Assert.ThrowsAsync<BadInputException>(() => StandaloneHost.StartAsync(options, TestContext.Current.CancellationToken)));
        JournalFile.Lock(_folder.Journal).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_not_mistaken_for_another_process()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        AssertOneLine("cannot be written", Assert.Throws<BadInputException>(() => JournalFile.Lock(Path.Combine(file, "journal.db"))));
    }

    [Fact]
    public void Bytes_that_are_no_database_are_refused()
    {
        File.WriteAllText(_folder.Journal, new string('x', 5000));
        Refused("damaged");
    }

    [Fact]
    public void A_damaged_page_is_refused()
    {
        var bytes = File.ReadAllBytes(_folder.Journal);
        bytes.AsSpan(4096, bytes.Length - 8192).Fill(0xA5);
        File.WriteAllBytes(_folder.Journal, bytes);
        Refused("damaged");
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        var bytes = File.ReadAllBytes(_folder.Journal);
        File.WriteAllBytes(_folder.Journal, bytes[..(bytes.Length / 2)]);
        Refused("damaged");
    }

    [Theory]
    [InlineData("UPDATE journal SET message = 'nonsense' WHERE manifest = 'rc'", "cannot be read")]
    [InlineData("UPDATE journal SET message = NULL WHERE 0; UPDATE journal SET manifest = 'zz' WHERE manifest = 'rc'", "unknown manifest 'zz'")]
    [InlineData("UPDATE journal SET identifier = 1 WHERE manifest = 'rc'", "serialiser 1")]
    [InlineData("DELETE FROM journal WHERE manifest = 'cp' AND persistence_id LIKE 'search-%'", "is missing")]
    public void A_record_that_cannot_be_read_or_is_missing_is_refused(string damage, string expected)
    {
        _folder.Sql(damage);
        Refused(expected);
    }

    private void Refused(string expected)
    {
        AssertOneLine(expected, Assert.Throws<BadInputException>(() => JournalFile.Check(_folder.Journal)));
        AssertOneLine(expected, Assert.Throws<BadInputException>(() => JournalFile.Peek(_folder.Journal)));
    }

    private static void AssertOneLine(string expected, BadInputException e)
    {
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
