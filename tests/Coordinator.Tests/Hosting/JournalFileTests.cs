using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Tests.Support;

namespace ActorSearch.Coordinator.Tests.Hosting;

public sealed class JournalFileTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        var store = new MemoryStore();
        await using var host = await StandaloneHost.StartAsync(Hosts.Options(_folder, store, new FileTrainer(store), 2), TestContext.Current.CancellationToken);
        await host.RunToEndAsync(SampleSearches.Submission(SampleSearches.Spec(6)), TestContext.Current.CancellationToken);
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
        Assert.Equal(
            SampleSearches.Outcome(SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(6)))),
            SampleSearches.Outcome(JournalFile.Peek(_folder.Journal)));
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
        var options = Hosts.Options(_folder, store, new FileTrainer(store), 1);
        using (JournalFile.Lock(_folder.Journal))
        {
            AssertOneLine(
                "another actorsearch process",
                await Assert.ThrowsAsync<BadInputException>(() => StandaloneHost.StartAsync(options, TestContext.Current.CancellationToken)));
        }
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

    [Theory]
    [InlineData("DELETE FROM journal WHERE ordering = (SELECT max(ordering) FROM journal)", "1 of the")]
    [InlineData(
        "DELETE FROM journal WHERE persistence_id = 'searches' "
        + "AND sequence_number = (SELECT max(sequence_number) FROM journal WHERE persistence_id = 'searches')", "1 of the")]
    [InlineData("DELETE FROM journal WHERE persistence_id LIKE 'search-%'", "of search-of-tests all of them")]
    [InlineData("DELETE FROM journal", "are missing")]
    [InlineData("DROP TABLE journal", "are missing")]
    [InlineData(
        "UPDATE journal SET message = CAST(replace(CAST(message AS TEXT), '\"attempt\":1', '\"attempt\":2') AS BLOB) WHERE manifest = 'rc'",
        "were changed")]
    [InlineData("UPDATE journal SET deleted = 1 WHERE ordering = 5", "were changed")]
    [InlineData("UPDATE journal SET writer_uuid = 'x' WHERE ordering = 5", "were changed")]
    [InlineData("UPDATE journal SET created = created + 1 WHERE ordering = 5", "were changed")]
    public void A_record_that_is_gone_or_another_is_refused_though_all_can_be_read(string damage, string expected)
    {
        _folder.Sql(damage);
        Refused(expected);
    }

    [Fact]
    public void A_mark_that_is_missing_beside_a_journal_that_has_had_one_is_refused_and_so_is_a_mark_without_its_journal()
    {
        var mark = MarkFile.PathOf(_folder.Journal);
        var bytes = File.ReadAllBytes(mark);
        File.Delete(mark);
        Refused("journal.db.mark is missing");
        File.WriteAllText(mark, "nonsense");
        Refused("journal.db.mark cannot be read");
        File.WriteAllBytes(mark, bytes);
        JournalFile.Check(_folder.Journal);
        File.WriteAllBytes(_folder.Journal, []);
        Refused("it is empty");
        File.Delete(_folder.Journal);
        Refused("it is missing");
    }

    [Fact]
    public async Task A_journal_of_a_version_before_marks_gets_one_at_its_first_start()
    {
        _folder.Sql("DROP TABLE journal_mark");
        File.Delete(MarkFile.PathOf(_folder.Journal));
        JournalFile.Check(_folder.Journal);
        var store = new MemoryStore();
        var options = Hosts.Options(_folder, store, new FileTrainer(store), 2);
        await using (var host = await StandaloneHost.StartAsync(options, TestContext.Current.CancellationToken))
            await host.RunToEndAsync(SampleSearches.Submission(SampleSearches.Spec(6)), TestContext.Current.CancellationToken);

        Assert.Equal(_folder.Sql("SELECT count(*) FROM journal"), MarkFile.Read(_folder.Journal)?.Records);
        JournalFile.Check(_folder.Journal);
        _folder.Sql("DELETE FROM journal WHERE ordering = (SELECT max(ordering) FROM journal)");
        Refused("1 of the");
    }

    /// <summary>Killed in the middle of that first start: the mark beside it is there, or both are, and it is not refused.</summary>
    [Fact]
    public void A_mark_beside_a_journal_that_does_not_know_of_marks_yet_is_no_loss()
    {
        _folder.Sql("DROP TABLE journal_mark");
        JournalFile.Check(_folder.Journal);
        File.Delete(MarkFile.PathOf(_folder.Journal));
        new MarkFile(_folder.Journal).Dispose();
        JournalFile.Check(_folder.Journal);
    }

    [Fact]
    public void Without_the_records_behind_a_lost_one_the_rest_is_kept_and_told()
    {
        _folder.Sql("DELETE FROM journal WHERE persistence_id LIKE 'search-%' AND sequence_number = 7");
        var before = _folder.Sql(
            "SELECT group_concat(CAST(message AS TEXT)) FROM (SELECT message FROM journal WHERE persistence_id LIKE 'search-%' "
            + "AND sequence_number < 7 AND created < (SELECT created FROM journal WHERE sequence_number = 8) ORDER BY sequence_number)");
        var lines = new List<string>();

        new SqliteFile(_folder.Journal, lines.Add).Dispose();

        Assert.Contains(
            lines,
            line => line.Contains("record 7 of search-search-of-tests is missing", StringComparison.Ordinal)
                && !line.Contains("--accept-loss", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("journal.db.lost-1", StringComparison.Ordinal));
        Assert.Equal(before, _folder.Sql(
            "SELECT group_concat(CAST(message AS TEXT)) "
            + "FROM (SELECT message FROM journal WHERE persistence_id LIKE 'search-%' ORDER BY sequence_number)"));
        Assert.Equal(SearchStatus.Running, JournalFile.Peek(_folder.Journal).Status);
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
