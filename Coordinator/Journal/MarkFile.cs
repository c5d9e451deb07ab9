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
        if (!File.Exists(path))
        {
            var bytes = new byte[2 * Place];
            JournalMark.Empty.Write(bytes);
            WholeFile.Write(path, bytes);
        }
        _file = Open(path, FileAccess.ReadWrite);
        try
        {
            (Value, var place) = Newest(_file, path);
            _next = 1 - place;
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
        using var file = Open(path, FileAccess.Read);
        return Newest(file, path).Mark;
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

    private static SafeFileHandle Open(string path, FileAccess access) =>
        File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);

    private static (JournalMark Mark, int Place) Newest(SafeFileHandle file, string path)
    {
        Span<byte> bytes = stackalloc byte[Place + JournalMark.Bytes];
        bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        var first = JournalMark.Read(bytes);
        var second = bytes.Length > Place ? JournalMark.Read(bytes[Place..]) : null;
        return first is { } mark && !(second?.Records > mark.Records)
            ? (mark, 0)
            : (second ?? throw new InvalidDataException($"{path} cannot be read"), 1);
    }
}
