using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Processor time of the calling thread, on Linux: what other processes do on a busy machine is not in it, unless as shared caches and memory. Elsewhere
/// time.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Seconds since some moment.</summary>
    public static double Now =>
        OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0
            ? time.Seconds + time.Nanoseconds * 1e-9
            : (double)Stopwatch.GetTimestamp() / Stopwatch.Frequency;

    /// <summary>clock_gettime(2), as 64-bit Linux has it.</summary>
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
