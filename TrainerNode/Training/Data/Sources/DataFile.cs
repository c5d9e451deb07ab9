using ActorSearch.TrainerNode.Training.Files;
using Microsoft.Win32.SafeHandles;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// The only place that opens files of samples. A submitter names files of this machine, so nothing is opened that could block (a pipe), never end (a device)
/// or grow under the reader (a log, a file of /proc): only regular files in the data roots, with the size they have when they are opened.
/// </summary>
internal static class DataFile
{
    /// <summary>Bytes of the largest file that is read; hashing it takes minutes.</summary>
    public const long MostBytes = 1L << 36;

    /// <summary>The file's bytes, up to the size it has now. Reading them stops when the token is cancelled.</summary>
    /// <exception cref="BadInputException">It is outside of the roots, no regular file, too large, or cannot be opened.</exception>
    public static Stream Open(DataName name, DataRoots roots, CancellationToken cancel, long most = MostBytes) => name.Read<Stream>(() =>
    {
        // Located first, because opening a device can do something; then this very file is opened, wherever its path may lead by then.
        using var located = Locate(name, roots);
        Require(name, PosixFile.Facts(located), most);
        var file = PosixFile.Open(located);
        try
        {
            var facts = PosixFile.Facts(file);
            Require(name, facts, most);
            return new BufferedStream(new SizedStream(file, facts.Size, cancel), 1 << 16);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <returns>What is there; null: nothing, or nothing that may be looked at.</returns>
    /// <exception cref="BadInputException">It is outside of the roots.</exception>
    public static FileType? TypeOf(DataName name, DataRoots roots)
    {
        // To the system the path would end there.
        if (name.Path.Contains('\0', StringComparison.Ordinal)) return null;
        try
        {
            using var located = Locate(name, roots);
            return PosixFile.Facts(located).Type;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Holds on to what lies in the roots, so that what is opened is what was checked.</summary>
    /// <exception cref="BadInputException">It is outside of the roots.</exception>
    /// <exception cref="IOException">There is nothing, or it may not be looked at.</exception>
    public static SafeFileHandle Locate(DataName name, DataRoots roots)
    {
        var located = PosixFile.Locate(roots.Require(name));
        try
        {
            // Another process may have put a link in its place meanwhile.
            return !roots.Limit || roots.Hold(PosixFile.PlaceOf(located)) ? located : throw name.Bad($"is {roots.Outside}");
        }
        catch
        {
            located.Dispose();
            throw;
        }
    }

    private static void Require(DataName name, FileFacts facts, long most)
    {
        if (facts.Type != FileType.Regular) throw name.Bad($"is a {facts.Type.ToString().ToLowerInvariant()}; a regular file was expected");
        if (facts.Size > most) throw name.Bad($"has {facts.Size:N0} bytes; at most {most:N0} were expected");
    }
}
