using ActorSearch.TrainerNode.Training.Files;
using Microsoft.Win32.SafeHandles;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// The mark beside a SQLite journal, in two places of one file that take turns: whatever happens while one is written, the other holds the mark
/// before it. Its size never changes, so that a full disk does not refuse it.
/// </summary>
internal sealed class MarkFile : IDisposable
{
    /// <summary>A page of its own for each place.</summary>
    private const int Place = 4096;

    private readonly SafeFileHandle _file;
    private int _next;

    /// <param name="journal">The SQLite file. A mark that is not there is made, as of an empty journal.</param>
    public MarkFile(string journal)
    {
        var path = PathOf(journal);
        if (!File.Exists(path)) Make(path);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            (Value, _next) = Newest(_file) is var (mark, place) ? (mark, 1 - place) : throw new InvalidDataException($"{path} cannot be read");
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>As it was when opened, or written last.</summary>
    public JournalMark Value { get; private set; }

    public static string PathOf(string journal) => journal + ".mark";

    /// <summary>Also while it is written.</summary>
    /// <returns>Null when it is not there.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static JournalMark? Read(string journal)
    {
        var path = PathOf(journal);
        if (!File.Exists(path)) return null;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Newest(file) is var (mark, _) ? mark : throw new InvalidDataException($"{path} cannot be read");
    }

    /// <summary>On the disk when this returns.</summary>
    public void Write(JournalMark mark)
    {
        if (mark == Value) return;
        Span<byte> bytes = stackalloc byte[JournalMark.Bytes];
        mark.Write(bytes);
        RandomAccess.Write(_file, bytes, _next * Place);
        RandomAccess.FlushToDisk(_file);
        (Value, _next) = (mark, 1 - _next);
    }

    public void Dispose() => _file.Dispose();

    private static void Make(string path)
    {
        var bytes = new byte[2 * Place];
        JournalMark.Empty.Write(bytes);
        WholeFile.Write(path, bytes);
    }

    private static (JournalMark Mark, int Place)? Newest(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Place + JournalMark.Bytes];
        bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        var first = JournalMark.Read(bytes);
        var second = bytes.Length > Place ? JournalMark.Read(bytes[Place..]) : null;
        return (first, second) switch
        {
            (null, null) => null,
            ({ } mark, null) => (mark, 0),
            (null, { } mark) => (mark, 1),
            ({ } one, { } other) => one.Records >= other.Records ? (one, 0) : (other, 1),
        };
    }
}
