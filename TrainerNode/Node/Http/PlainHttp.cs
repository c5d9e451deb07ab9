using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>Responds to a client that sends plain HTTP to an HTTPS port with an explanation; TLS would only close the connection.</summary>
public static class PlainHttp
{
    private const byte TlsHandshake = 0x16;

    private static readonly TimeSpan FirstByteWithin = TimeSpan.FromSeconds(10);

    private const string Problem = """{"type":"about:blank","title":"Bad Request","status":400,"detail":"this port speaks https; ask for https://host:port"}""";

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 400 Bad Request\r\nContent-Type: {HttpProblem.ContentType}\r\nX-Content-Type-Options: nosniff\r\n" +
        $"Content-Length: {Problem.Length}\r\nConnection: close\r\n\r\n{Problem}");

    /// <summary>Adds the response to a port. Call it before the port's UseHttps.</summary>
    public static void RefusePlainHttp(this ListenOptions listen) => listen.Use(next => async connection =>
    {
        var input = connection.Transport.Input;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        limit.CancelAfter(FirstByteWithin);
        try
        {
            var read = await input.ReadAsync(limit.Token);
            var isTls = read.Buffer.IsEmpty || read.Buffer.FirstSpan[0] == TlsHandshake;
            input.AdvanceTo(read.Buffer.Start);
            if (!isTls)
            {
                await connection.Transport.Output.WriteAsync(Answer, limit.Token);
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return;
        }
        await next(connection);
    });
}
