using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Standard output as the process was given it.</summary>
public static partial class StandardOutput
{
    private const int Descriptor = 1, GetFlags = 3, AccessMode = 3, ReadOnly = 0;

    /// <summary>False after `>&amp;-`: the number belongs to nothing then, or to a file that this process has opened for itself since.</summary>
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
