using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>C library functions that .NET does not offer. Linux only.</summary>
internal static partial class Posix
{
    private const int PriorityOfProcessOrThread = 0;
    private const int OpenDirectory = 0x10000;

    /// <summary>
    /// Sets a variable in the environment that native libraries read; <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes .NET's copy
    /// only.
    /// </summary>
    /// <exception cref="IOException">The C library refused.</exception>
    public static void SetEnvironment(string name, string value)
    {
        if (setenv(name, value, 1) != 0) throw new IOException($"cannot set {name} in the environment");
    }

    /// <summary>
    /// Makes the C library keep freed memory instead of returning it to the system. Every training step frees and allocates the same large blocks, and the page
    /// faults of fresh blocks take more than a third of a small CNN's step (cnn-3, measured: 34 steps per CPU second without this setting, 57 with it). The
    /// process then keeps its peak memory.
    /// </summary>
    public static void KeepFreedMemory()
    {
        const int trimThreshold = -1, topPad = -2, mmapThreshold = -3, arenaMax = -8;
        _ = mallopt(arenaMax, 1);
        _ = mallopt(mmapThreshold, 1 << 30);
        _ = mallopt(trimThreshold, int.MaxValue);
        _ = mallopt(topPad, 64 << 20);
    }

    /// <summary>Sets the nice value of the calling thread. A refusal is ignored, because it only affects fairness.</summary>
    public static void SetThreadNice(int nice) => _ = setpriority(PriorityOfProcessOrThread, 0, nice);

    /// <summary>Whether a loaded library defines a symbol at a version such as `GLIBCXX_3.4.32`.</summary>
    public static bool HasSymbol(nint library, string symbol, string version) => dlvsym(library, symbol, version) != 0;

    /// <summary>Flushes a folder, which makes a rename in it durable.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void FlushFolder(string folder)
    {
        var descriptor = open(folder, OpenDirectory);
        if (descriptor < 0) throw new IOException($"cannot open the folder {folder}");
        var result = fsync(descriptor);
        _ = close(descriptor);
        if (result != 0) throw new IOException($"cannot flush the folder {folder}");
    }

#pragma warning disable IDE1006 // the C library's names
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlvsym(nint handle, string symbol, string version);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
#pragma warning restore IDE1006
}
