using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>One connection: frames with their length before them, as Akka's DotNetty transport has them, in TLS where the node has certificates.</summary>
internal sealed class WireConnection : AssociationHandle
{
    private const int LengthBytes = 4, BatchBytes = 1 << 16;

    /// <summary>More waits for a peer that does not read at another place: Akka tries again later.</summary>
    private const long MostWaiting = 16 << 20;

    /// <summary>How long the other side has to read what was written, and to close as well.</summary>
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly WireGuard _guard;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _mostBytes;
    private readonly Channel<ByteString> _outgoing = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waiting;

    /// <param name="stream">Of the socket: it is closed with this connection.</param>
    /// <param name="mostBytes">Of a frame.</param>
    public WireConnection(Address local, Address remote, Socket socket, Stream stream, WireGuard guard, long mostBytes) : base(local, remote)
    {
        (_socket, _stream, _guard, _mostBytes) = (socket, stream, guard, mostBytes);
        ReadHandlerSource.Task.ContinueWith(listener => ReadAllAsync(listener.Result),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        Closed = WriteAllAsync();
    }

    /// <summary>When it is over, in whichever way.</summary>
    public Task Closed { get; }

    /// <summary>When the other side has sent a frame, or it is over.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The address that the other side says is its own; null until then.</summary>
    public Address? Origin => _guard.Origin;

    /// <summary>This node has written more than a handshake and heartbeats.</summary>
    public bool Carries { get; private set; }

    /// <summary>Exceptions by which a failed or closed connection shows.</summary>
    public static bool IsEnd(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or InvalidDataException or InvalidOperationException or AuthenticationException
            or OperationCanceledException;

    public override bool Write(ByteString payload)
    {
        if (Interlocked.Read(ref _waiting) > MostWaiting || !_outgoing.Writer.TryWrite(payload)) return false;
        Interlocked.Add(ref _waiting, payload.Length);
        if (!Carries && WireFrame.IsPayload(payload)) Carries = true;
        return true;
    }

    [Obsolete("Akka's own name for it.")]
    public override void Disassociate() => End();

    /// <summary>What was written before is sent, if the other side reads it soon.</summary>
    public void End()
    {
        if (_outgoing.Writer.TryComplete()) _ = CloseLateAsync();
    }

    /// <summary>A write to a peer that does not read would never return.</summary>
    private async Task CloseLateAsync()
    {
        await Task.WhenAny(Closed, Task.Delay(CloseWithin)).ConfigureAwait(false);
        Close();
    }

    private void Close()
    {
        _outgoing.Writer.TryComplete();
        _stream.Dispose();
        // Reading is over, also where Akka never asked for it.
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
            // Closed at once, what the other side has not read yet could be lost to it.
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
