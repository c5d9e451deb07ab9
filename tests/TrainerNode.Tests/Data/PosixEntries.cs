using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>Makes what is in a file system besides files and folders.</summary>
internal static partial class PosixEntries
{
    public static string Pipe(string path)
    {
        if (mkfifo(path, 0x1B0) != 0) throw new IOException($"no pipe at {path}");
        return path;
    }

    /// <returns>The listener, whose end leaves the socket's file behind.</returns>
    public static Socket Socket(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

#pragma warning disable IDE1006 // the C library's name
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
#pragma warning restore IDE1006
}
