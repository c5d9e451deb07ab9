using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Web.Api;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard.Reading;

/// <summary>
/// Documents that pages show. However many pages there are, the active coordinator is asked for each document about twice a second, and less often where its
/// answer takes long.
/// </summary>
internal sealed class DocumentCache(SearchGateway gateway)
{
    /// <summary>Longer than an answer takes, shorter than a failover.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(400);

    /// <summary>At most this share of the time between the beginnings of two readings of a document is spent on reading it.</summary>
    private const double MostShare = 0.1;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Search, DocumentKind? Kind, string? Candidate), Task<object>> _readings = [];

    public Task<Answer<T>> ReadAsync<T>(string search, DocumentKind kind, CancellationToken cancel, string? candidate = null) where T : class =>
        SharedAsync((search, kind, candidate), limit => LoadAsync<T>(new GetDocument(new SearchId(search), kind, Candidate: candidate), limit), cancel);

    /// <summary>The ids of all searches.</summary>
    public Task<Answer<IReadOnlyList<string>>> SearchesAsync(CancellationToken cancel) =>
        ListAsync("searches", gateway.SearchesAsync, search => search.Value, id => id, cancel);

    /// <summary>All trainers.</summary>
    public Task<Answer<IReadOnlyList<TrainerDocument>>> TrainersAsync(CancellationToken cancel) =>
        ListAsync("trainers", gateway.TrainersAsync, TrainerDocument.Of, trainer => trainer.Name, cancel);

    /// <summary>Not kept: a page of candidates is for one person only.</summary>
    public Task<Answer<CandidatePage>> PageAsync(string search, CandidateQuery query, CancellationToken cancel) => AsAnswerAsync<CandidatePage>(
        LimitedAsync(limit => LoadAsync<CandidatePage>(new GetDocument(new SearchId(search), DocumentKind.Candidates, query), limit)), cancel);

    private Task<Answer<IReadOnlyList<T>>> ListAsync<TEntry, T>(
        string name, Func<CancellationToken, Task<ImmutableArray<TEntry>>> read, Func<TEntry, T> of, Func<T, string> order, CancellationToken cancel) =>
        SharedAsync<IReadOnlyList<T>>((name, null, null), async limit => [.. (await read(limit)).Select(of).OrderBy(order, StringComparer.Ordinal)], cancel);

    /// <summary>The reading of the same document that was begun last, while it is fresh; else a new one.</summary>
    private Task<Answer<T>> SharedAsync<T>(
        (string, DocumentKind?, string?) key, Func<CancellationToken, Task<T>> load, CancellationToken cancel) where T : class
    {
        lock (_lock)
        {
            if (!_readings.TryGetValue(key, out var reading))
            {
                _readings.Add(key, reading = LimitedAsync(load));
                _ = ForgetAsync(key, reading);
            }
            return AsAnswerAsync<T>(reading, cancel);
        }
    }

    /// <summary>A reading that failed is repeated at once.</summary>
    private async Task ForgetAsync((string, DocumentKind?, string?) key, Task<object> reading)
    {
        var begun = Stopwatch.GetTimestamp();
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var took = Stopwatch.GetElapsedTime(begun);
        var fresh = took / MostShare > FreshFor ? took / MostShare : FreshFor;
        if (reading.IsCompletedSuccessfully) await Task.Delay(fresh - took);
        lock (_lock) _readings.Remove(key);
    }

    /// <summary>On no page's thread of rendering: other pages wait for it, too.</summary>
    private static Task<object> LimitedAsync<T>(Func<CancellationToken, Task<T>> load) where T : class => Task.Run<object>(async () =>
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        return await load(limit.Token);
    });

    private async Task<T> LoadAsync<T>(GetDocument ask, CancellationToken limit) => SearchId.IsValid(ask.Search.Value)
        ? DocumentJson.Read<T>(await gateway.ReadAsync(ask, limit))
        : throw new RefusedException(StatusCodes.Status404NotFound, $"there is no search {ask.Search}");

    private static async Task<Answer<T>> AsAnswerAsync<T>(Task<object> reading, CancellationToken cancel) where T : class
    {
        try
        {
            return new((T)await reading.WaitAsync(cancel));
        }
        catch (Exception e) when (Why(e, cancel) is { } why)
        {
            return new(null, why.Waiting, why.Missing);
        }
    }

    /// <summary>What a failure means for a page; null: a fault of this program, or the page was left.</summary>
    public static (string? Waiting, string? Missing)? Why(Exception failure, CancellationToken cancel) => failure switch
    {
        RefusedException { Status: StatusCodes.Status503ServiceUnavailable } => (failure.Message, null),
        RefusedException => (null, failure.Message),
        JournalAwayException away => ($"the journal fails: {away.Message}", null),
        OperationCanceledException when cancel.IsCancellationRequested => null,
        AskTimeoutException or OperationCanceledException => ("no coordinator is active at the moment", null),
        _ => null,
    };
}
