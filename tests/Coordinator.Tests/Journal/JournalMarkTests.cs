using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Coordinator.Tests.Journal;

/// <summary>
/// What a mark says and how it is kept: every change of a row changes it, no changed byte of it passes, and one of its two places survives any damage to the
/// other.
/// </summary>
public sealed class JournalMarkTests : IDisposable
{
    private const int Place = 4096;

    private readonly TempFolder _folder = new();

    private string MarkPath => MarkFile.PathOf(_folder.Journal);

    public void Dispose() => _folder.Dispose();

    private static JournalMark Of(params string[] rows)
    {
        var mark = JournalMark.Empty;
        foreach (var row in rows) mark = mark.Next(mark.Last + 1, System.Text.Encoding.UTF8.GetBytes(row));
        return mark;
    }

    [Fact]
    public void Another_row_another_order_one_more_and_one_less_are_other_marks()
    {
        JournalMark[] marks = [JournalMark.Empty, Of("a"), Of("b"), Of("a", "b"), Of("b", "a"), Of("ab"), Of("a", "b", "c"), Of("a", "c", "b")];
        Assert.Equal(marks.Length, marks.Select(mark => mark.Chain).Distinct().Count());
        Assert.Equal(Of("a", "b"), Of("a").Next(2, "b"u8));
    }

    [Fact]
    public void A_mark_comes_back_and_with_any_bit_changed_or_byte_cut_it_is_none()
    {
        var (mark, bytes) = (Of("a", "b", "c"), new byte[JournalMark.Bytes]);
        mark.Write(bytes);
        Assert.Equal(mark, JournalMark.Read(bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Null(JournalMark.Read(bytes));
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        for (var length = 0; length < bytes.Length; length++) Assert.Null(JournalMark.Read(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void A_new_file_holds_the_empty_mark_and_then_always_the_newest()
    {
        Assert.Null(MarkFile.Read(_folder.Journal));
        var mark = JournalMark.Empty;
        for (var opened = 0; opened < 3; opened++)
        {
            using var file = new MarkFile(_folder.Journal);
            Assert.Equal(mark, file.Value);
            for (var written = 0; written < 3; written++)
            {
                mark = mark.Next(mark.Last + 1, "row"u8);
                file.Write(mark);
                Assert.Equal(mark, MarkFile.Read(_folder.Journal));
            }
        }
    }

    [Fact]
    public void Whatever_happens_to_the_place_written_last_the_mark_before_it_is_read_and_the_damaged_place_is_written_next()
    {
        var random = new CounterRandom(16, 0, 0, RandomPurpose.Sampling);
        var (before, mark) = (JournalMark.Empty, JournalMark.Empty);
        for (var round = 0; round < 100; round++)
        {
            using (var file = new MarkFile(_folder.Journal))
            {
                for (var more = random.NextInt(3) + 1; more > 0; more--)
                {
                    (before, mark) = (mark, mark.Next(mark.Last + 1, "row"u8));
                    file.Write(mark);
                }
            }
            var bytes = File.ReadAllBytes(MarkPath);
            var place = JournalMark.Read(bytes) == mark ? 0 : Place;
            bytes[place + random.NextInt(JournalMark.Bytes)] ^= (byte)(1 << random.NextInt(8));
            File.WriteAllBytes(MarkPath, bytes);
            Assert.Equal(before, MarkFile.Read(_folder.Journal));
            mark = before;
        }
    }

    [Fact]
    public void With_both_places_damaged_it_is_neither_read_nor_taken_for_new()
    {
        new MarkFile(_folder.Journal).Dispose();
        foreach (var damage in new byte[][] { [], new byte[2 * Place], [.. File.ReadAllBytes(MarkPath).Take(20)] })
        {
            File.WriteAllBytes(MarkPath, damage);
            Assert.Contains(".mark", Assert.Throws<InvalidDataException>(() => MarkFile.Read(_folder.Journal)).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidDataException>(() => new MarkFile(_folder.Journal));
            Assert.Equal(damage, File.ReadAllBytes(MarkPath));
        }
    }
}
