using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using static ActorSearch.Coordinator.Store.HttpCheckpointServer;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// Uploads in pieces: HEAD on the upload returns how many bytes are here, PUT with a Content-Range adds the next. A file becomes visible
/// once it is whole and has its hash; the answer "stored" waits for the copies.
/// </summary>
internal sealed class UploadEndpoints(CheckpointStoreService store)
{
    private const string OffsetHeader = "Upload-Offset";

    /// <summary>HEAD: how many bytes are here.</summary>
    public async Task<IResult> OffsetAsync(HttpContext context, string sha256)
    {
        var file = await store.Own.FindAsync(sha256, checkAgain: false, context.RequestAborted);
        SetOffset(context, file?.Bytes ?? store.Uploads.Length(sha256));
        return Results.Empty;
    }

    /// <summary>PUT: a piece, the whole file, or the question whether it is stored.</summary>
    public async Task<IResult> PutAsync(HttpContext context, string sha256)
    {
        if (Piece.Of(context.Request) is not { } piece)
            return Answer(context, Status400BadRequest, "a Content-Range in bytes with the file's size, or a Content-Length, was expected");
        if (piece.Total > store.Options.MaxFileBytes)
            return Answer(context, Status413PayloadTooLarge, $"at most {store.Options.MaxFileBytes} bytes are taken");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = piece.Length;

        // A write that finds the file counts as one: from now on its client relies on it.
        if (await store.Own.FindAsync(sha256, checkAgain: false, context.RequestAborted) is { } file
            && await store.Own.TakeAsync(sha256, store.Own.Open(sha256, file)))
            return await StoredAsync(context, sha256, piece.Total == file.Bytes, Status200OK);
        using var right = store.Uploads.Enter(sha256, piece.Length > 0 ? piece.Total : 0);
        return right is null ? Answer(context, Status409Conflict, "another uploads this file") : await TakeAsync(context, sha256, piece);
    }

    private async Task<IResult> TakeAsync(HttpContext context, string sha256, Piece piece)
    {
        var here = store.Uploads.Length(sha256);
        if (piece.Length > 0 && piece.Offset != here && piece.Offset != 0)
        {
            SetOffset(context, here);
            return Answer(context, Status409Conflict, $"{here} bytes are here");
        }
        // At each piece: a later one may announce a larger file than the first.
        if (piece.Length > 0 && !store.Uploads.HaveRoom(DateTime.UtcNow)) return Answer(context, Status503ServiceUnavailable, "too many unfinished uploads");
        try
        {
            if (piece.Length > 0 || piece.Total == 0)
            {
                await using var file = store.Uploads.Open(sha256, anew: piece.Offset == 0);
                await CopyAsync(context.Request, file, piece.Length);
                here = file.Length;
            }
            if (here < piece.Total)
            {
                SetOffset(context, here);
                return TypedResults.StatusCode(Status202Accepted);
            }
            var sound = here == piece.Total && await store.Own.TakeAsync(sha256, store.Uploads.Read(sha256));
            store.Uploads.Forget(sha256);
            return await StoredAsync(context, sha256, sound, Status201Created);
        }
        catch (IOException e) when (DiskIsFull(e))
        {
            store.Uploads.Forget(sha256);
            throw;
        }
    }

    private async Task<IResult> StoredAsync(HttpContext context, string sha256, bool sound, int status) =>
        !sound ? Answer(context, Status422UnprocessableEntity, "the contents do not have this hash; upload again from the start")
        : !IsAlone(context) && await store.Replicas.CopyAsync(sha256) is { } reason ? Answer(context, Status503ServiceUnavailable, reason)
        : TypedResults.StatusCode(status);

    /// <summary>Writes as many bytes as are announced; a connection that breaks leaves those that arrived.</summary>
    private static async Task CopyAsync(HttpRequest request, FileStream file, long length)
    {
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var count = await request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), request.HttpContext.RequestAborted);
            if (count == 0) throw new BadHttpRequestException("the body is shorter than its Content-Range");
            await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
            length -= count;
        }
    }

    private static void SetOffset(HttpContext context, long offset) => context.Response.Headers[OffsetHeader] = $"{offset}";

    /// <summary>Which bytes of a file a request brings; none: "is it stored?"</summary>
    private readonly record struct Piece(long Offset, long Length, long Total)
    {
        public static Piece? Of(HttpRequest request)
        {
            if (!request.Headers.ContainsKey(HeaderNames.ContentRange)) return request.ContentLength is { } whole ? new Piece(0, whole, whole) : null;
            if (request.GetTypedHeaders().ContentRange is not { Unit.Value: "bytes", Length: { } total } range) return null;
            if (range is { HasRange: false }) return request.ContentLength is null or 0 ? new Piece(total, 0, total) : null;
            var (from, to) = (range.From!.Value, range.To!.Value);
            var length = to - from + 1;
            return from <= to && to < total && (request.ContentLength ?? length) == length ? new Piece(from, length, total) : null;
        }
    }
}
