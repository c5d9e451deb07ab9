using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// A remoting connection. Like in Akka's DotNetty transport, each frame follows its length. The stream is encrypted if the node has certificates.
/// </summary>
internal sealed class WireConnection : AssociationHandle
{
    private const int LengthBytes = 4, BatchBytes = 1 << 16;

    /// <summary>Bytes that may wait for a peer that does not read. Beyond this, a write fails, and Akka buffers and tries again later.</summary>
    private const long MostWaiting = 16 << 20;

    /// <summary>How long the peer has to read all that was written and to close its side.</summary>
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly WireGuard _guard;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _mostBytes;
    private readonly Channel<ByteString> _outgoing = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waiting;

    /// <summary>Starts to write at once, and to read when Akka provides a listener.</summary>
    /// <param name="stream">The socket's stream, which this connection closes.</param>
    /// <param name="mostBytes">Largest frame accepted, in bytes.</param>
    public WireConnection(Address local, Address remote, Socket socket, Stream stream, WireGuard guard, long mostBytes) : base(local, remote)
    {
        (_socket, _stream, _guard, _mostBytes) = (socket, stream, guard, mostBytes);
        ReadHandlerSource.Task.ContinueWith(listener => ReadAllAsync(listener.Result),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        Closed = WriteAllAsync();
    }

    /// <summary>Completes when the connection is closed, for any reason. Never fails.</summary>
    public Task Closed { get; }

    /// <summary>Completes when the peer has sent a frame, or when the connection is closed.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The address that the peer's handshake claims; null before the handshake.</summary>
    public Address? Origin => _guard.Origin;

    /// <summary>Whether this node has written anything but handshakes and heartbeats.</summary>
    public bool Carries { get; private set; }

    /// <summary>Whether an exception means that the connection failed or was closed.</summary>
    public static bool IsEnd(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or InvalidDataException or InvalidOperationException or AuthenticationException
            or OperationCanceledException;

    /// <summary>Queues a frame.</summary>
    /// <returns>False if the connection is closing, or too many bytes already wait.</returns>
    public override bool Write(ByteString payload)
    {
        if (Interlocked.Read(ref _waiting) > MostWaiting || !_outgoing.Writer.TryWrite(payload)) return false;
        Interlocked.Add(ref _waiting, payload.Length);
        if (!Carries && WireFrame.IsPayload(payload)) Carries = true;
        return true;
    }

    /// <summary>Same as <see cref="End"/>.</summary>
    [Obsolete("Akka declares this overload obsolete.")]
    public override void Disassociate() => End();

    /// <summary>Closes the connection after the queued frames are sent, or after 2 s if the peer does not read them.</summary>
    public void End()
    {
        if (_outgoing.Writer.TryComplete()) _ = CloseLateAsync();
    }

    /// <summary>Closes after a time limit, because a write to a peer that does not read never completes.</summary>
    private async Task CloseLateAsync()
    {
        await Task.WhenAny(Closed, Task.Delay(CloseWithin)).ConfigureAwait(false);
        Close();
    }

    private void Close()
    {
        _outgoing.Writer.TryComplete();
        _stream.Dispose();
        // Complete the tasks even if Akka never provided a listener and reading never started.
        _read.TrySetResult();
        _answered.TrySetResult();
    }

    private async Task WriteAllAsync()
    {
        var batch = new ArrayBufferWriter<byte>(BatchBytes);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                batch.ResetWrittenCount();
                while (batch.WrittenCount < BatchBytes && _outgoing.Reader.TryRead(out var frame))
                {
                    BinaryPrimitives.WriteInt32LittleEndian(batch.GetSpan(LengthBytes), frame.Length);
                    batch.Advance(LengthBytes);
                    batch.Write(frame.Span);
                    Interlocked.Add(ref _waiting, -frame.Length);
                }
                await _stream.WriteAsync(batch.WrittenMemory).ConfigureAwait(false);
            }
            // Shut down sending and wait for the peer to close: closing at once could discard data that the peer has not read yet.
            if (_stream is SslStream secure) await secure.ShutdownAsync().ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Send);
            await _read.Task.ConfigureAwait(false);
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
        Close();
    }

    private async Task ReadAllAsync(IHandleEventListener listener)
    {
        var header = new byte[LengthBytes];
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(header).ConfigureAwait(false);
                var length = BinaryPrimitives.ReadInt32LittleEndian(header);
                if (length < 0 || length > _mostBytes) throw new InvalidDataException($"a frame of {length} bytes");
                var frame = new byte[length];
                await _stream.ReadExactlyAsync(frame).ConfigureAwait(false);
                if (length == 0) continue;
                var payload = UnsafeByteOperations.UnsafeWrap(frame);
                var verdict = _guard.Judge(payload);
                if (verdict == Verdict.Close) break;
                _answered.TrySetResult();
                if (verdict == Verdict.Pass) listener.Notify(new InboundPayload(payload));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
        finally
        {
            _guard.End();
            Close();
            listener.Notify(new Disassociated(DisassociateInfo.Unknown));
        }
    }
}
