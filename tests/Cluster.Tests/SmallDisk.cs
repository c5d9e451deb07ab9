using System.Diagnostics;

namespace ActorSearch.Cluster.Tests;

/// <summary>A disk in memory, small enough to fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    /// <summary>Larger than what a small search writes, and filled in a moment.</summary>
    private const int Megabytes = 64;

    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Skips the test where nothing may be mounted.</summary>
    public static SmallDisk At(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a disk needs root on Linux");
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            Execute("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={Megabytes}m"), "tmpfs", folder),
            "mounting is not allowed here");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all that is left, also what was set free since the last time.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>Also while processes use it.</summary>
    public void Dispose() => Execute("umount", "--lazy", _folder);

    private static bool Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
