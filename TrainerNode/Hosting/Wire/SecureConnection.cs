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

/// <summary>A connection that this node opened: TLS, and in it frames with their length before them, as Akka's DotNetty transport at the other end has them.</summary>
/// <remarks>
/// Akka's own client ends its process when TLS comes to no agreement, and so when the other node is killed in the middle of it, or when its port is somebody else's by now.
/// Here that is a connection that failed, as any other.
/// </remarks>
internal sealed class SecureConnection : AssociationHandle
{
    private const int LengthBytes = 4, BatchBytes = 1 << 16;

    /// <summary>More waits for a peer that does not read at another place: Akka tries again later.</summary>
    private const long MostWaiting = 16 << 20;

    /// <summary>Akka's server loses what comes before it has noted the end of its handshake; it then says nothing, and the connection fails after its time.</summary>
    private static readonly TimeSpan SettledWithin = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the other side has to close as well.</summary>
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _mostBytes;
    private readonly Channel<ByteString> _outgoing = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private long _waiting;

    private SecureConnection(Address local, Address remote, Socket socket, SslStream stream, long mostBytes) : base(local, remote)
    {
        (_socket, _stream, _mostBytes) = (socket, stream, mostBytes);
        ReadHandlerSource.Task.ContinueWith(listener => ReadAllAsync(listener.Result),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        Closed = WriteAllAsync();
    }

    /// <summary>When it is over, in whichever way.</summary>
    public Task Closed { get; }

    /// <param name="options">Who is let in, and what this node shows.</param>
    /// <param name="mostBytes">Of a frame.</param>
    /// <exception cref="InvalidAssociationException">Nobody is there, or TLS came to no agreement; one line.</exception>
    public static async Task<SecureConnection> OpenAsync(Address local, Address remote, SslClientAuthenticationOptions options, long mostBytes, TimeSpan limit)
    {
        var client = new TcpClient { NoDelay = true };
        SslStream? stream = null;
        using var late = new CancellationTokenSource(limit);
        try
        {
            await client.ConnectAsync(remote.Host.Trim('[', ']'), remote.Port!.Value, late.Token).ConfigureAwait(false);
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(options, late.Token).ConfigureAwait(false);
            await Task.Delay(SettledWithin, late.Token).ConfigureAwait(false);
            return new SecureConnection(local, remote, client.Client, stream, mostBytes);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            stream?.Dispose();
            client.Dispose();
            throw new InvalidAssociationException($"{remote}: {(e is OperationCanceledException ? $"no answer within {limit.TotalSeconds:0} s" : e.Message)}", e);
        }
    }

    public override bool Write(ByteString payload)
    {
        if (Interlocked.Read(ref _waiting) > MostWaiting || !_outgoing.Writer.TryWrite(payload)) return false;
        Interlocked.Add(ref _waiting, payload.Length);
        return true;
    }

    /// <summary>What was written before is sent.</summary>
    [Obsolete("Akka's own name for it.")]
    public override void Disassociate() => _outgoing.Writer.TryComplete();

    public void Close()
    {
        _outgoing.Writer.TryComplete();
        _stream.Dispose();
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
            await _stream.ShutdownAsync().ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Send);
            await Task.WhenAny(_read.Task, Task.Delay(CloseWithin)).ConfigureAwait(false);
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
                if (length > 0) listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(frame)));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
        _read.TrySetResult();
        Close();
        listener.Notify(new Disassociated(DisassociateInfo.Unknown));
    }

    private static bool IsEnd(Exception e) => e is IOException or SocketException or ObjectDisposedException or InvalidDataException or InvalidOperationException or AuthenticationException or OperationCanceledException;
}
