using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Checks the standard output that the process inherited.</summary>
public static partial class StandardOutput
{
    private const int Descriptor = 1, GetFlags = 3, AccessMode = 3, ReadOnly = 0;

    /// <summary>
    /// Whether standard output was open when the process started. After `>&amp;-` its descriptor is closed, or belongs to a file that this process has opened
    /// for reading since.
    /// </summary>
    public static bool IsOpen()
    {
        if (!OperatingSystem.IsLinux()) return true;
        var flags = fcntl(Descriptor, GetFlags);
        return flags >= 0 && (flags & AccessMode) != ReadOnly;
    }

#pragma warning disable IDE1006 // the C library's name
    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);
#pragma warning restore IDE1006
}
