using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>The type of file at a path, after following links.</summary>
public enum FileType
{
    /// <summary>A file with a size.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A character or block device.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,
}

/// <summary>Attributes of a file, some of which .NET does not expose.</summary>
/// <param name="Type">The type of file.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Identity">Device and inode, which are the same for every path to the file.</param>
/// <param name="Owner">Id of the user who owns it.</param>
/// <param name="Mode">Permission bits.</param>
public readonly record struct FileFacts(FileType Type, long Size, (ulong Device, ulong Inode) Identity, uint Owner, UnixFileMode Mode);

/// <summary>Opens files without blocking, and reads their attributes. Linux only.</summary>
public static partial class PosixFile
{
    private const int Here = -100;
    private const int OfDescriptor = 0x1000;
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000, PathOnly = 0x200000;
    private const uint TypeModeOwnerInodeAndSize = 0x1 | 0x2 | 0x8 | 0x100 | 0x200;
    private const int StatxSize = 256;

    /// <summary>The effective user id of this process.</summary>
    public static uint User => geteuid();

    /// <summary>Attributes of the file at a path; links are followed.</summary>
    /// <exception cref="IOException">There is no such file, or this user may not access it.</exception>
    public static FileFacts Facts(string path) => Facts(Here, path, 0);

    /// <summary>Attributes of an open or located file.</summary>
    /// <exception cref="IOException">The attributes cannot be read.</exception>
    public static FileFacts Facts(SafeFileHandle file) => Facts((int)file.DangerousGetHandle(), "", OfDescriptor);

    /// <summary>A handle to the file at a path, which is not opened for reading. This cannot block, and does not affect a device.</summary>
    /// <exception cref="IOException">There is no such file, or this user may not access it.</exception>
    public static SafeFileHandle Locate(string path) => Open(path, PathOnly);

    /// <summary>The current path of a located or open file, with all links resolved.</summary>
    /// <exception cref="IOException">The system does not report it (/proc is not mounted).</exception>
    public static string PlaceOf(SafeFileHandle file) =>
        new FileInfo(PathThrough(file)).LinkTarget ?? throw new IOException("/proc does not report the file's path");

    /// <summary>A path that always leads to this file or folder, even if its original path now leads to another one.</summary>
    public static string PathThrough(SafeFileHandle located) =>
        $"/proc/self/fd/{(int)located.DangerousGetHandle()}";

    /// <summary>Opens a located file for reading. A pipe is opened even if it has no writer; File.Open would wait for one.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeFileHandle Open(SafeFileHandle located) => Open(PathThrough(located), NonBlocking);

    private static SafeFileHandle Open(string path, int flags)
    {
        var descriptor = open(path, flags | CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure();
    }

    private static FileFacts Facts(int folder, string path, int flags)
    {
        Span<byte> facts = stackalloc byte[StatxSize];
        if (statx(folder, path, flags, TypeModeOwnerInodeAndSize, facts) != 0) throw Failure();
        // Offsets in struct statx, which are the same on every architecture.
        var mode = MemoryMarshal.Read<ushort>(facts[28..]);
        var type = (mode & 0xF000) switch
        {
            0x8000 => FileType.Regular,
            0x4000 => FileType.Folder,
            0x1000 => FileType.Pipe,
            0xC000 => FileType.Socket,
            _ => FileType.Device,
        };
        var device = ((ulong)MemoryMarshal.Read<uint>(facts[136..]) << 32) | MemoryMarshal.Read<uint>(facts[140..]);
        var (owner, inode) = (MemoryMarshal.Read<uint>(facts[20..]), MemoryMarshal.Read<ulong>(facts[32..]));
        return new(type, MemoryMarshal.Read<long>(facts[40..]), (device, inode), owner, (UnixFileMode)(mode & 0xFFF));
    }

    private static IOException Failure() => new(new Win32Exception(Marshal.GetLastPInvokeError()).Message);

#pragma warning disable IDE1006 // the C library's names
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> facts);

    [LibraryImport("libc")]
    private static partial uint geteuid();
#pragma warning restore IDE1006
}
