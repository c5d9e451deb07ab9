using System.Globalization;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Devices;

namespace ActorSearch.TrainerNode.Data.Sources;

/// <summary>
/// The only place that opens files of samples. A submitter names files of this machine, so nothing is opened that could block (a pipe), never end (a device)
/// or grow under the reader (a log, a file of /proc): only regular files, with the size they have when they are opened.
/// </summary>
internal static class DataFile
{
    /// <summary>Of one file; hashing it takes minutes.</summary>
    public const long MostBytes = 1L << 36;

    /// <summary>The file's bytes, up to the size it has now. Reading them stops when the token is cancelled.</summary>
    /// <exception cref="BadInputException">It is no regular file, too large, or cannot be opened.</exception>
    public static Stream Open(DataName name, CancellationToken cancel, long most = MostBytes)
    {
        try
        {
            if (!OperatingSystem.IsLinux()) return new SizedStream(File.OpenHandle(name.Path), new FileInfo(name.Path).Length, cancel);
            // Asked before it is opened, because opening a device can do something; and again, because the path may lead elsewhere by then.
            Require(name, PosixFile.Facts(name.Path), most);
            var file = PosixFile.Open(name.Path);
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
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw name.Unreadable(failure);
        }
    }

    private static void Require(DataName name, FileFacts facts, long most)
    {
        if (facts.Type != FileType.Regular) throw name.Bad($"is a {Word(facts.Type)}; a regular file was expected");
        if (facts.Size > most) throw name.Bad(string.Create(CultureInfo.InvariantCulture, $"has {facts.Size:N0} bytes; at most {most:N0} were expected"));
    }

    private static string Word(FileType type) => type.ToString().ToLowerInvariant();
}
