using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Web.Api;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard.Reading;

/// <summary>
/// Documents that pages look at. However many pages there are, the active coordinator is asked for each document twice a second or so, and less often where that
/// takes it long.
/// </summary>
internal sealed class DocumentCache(SearchGateway gateway)
{
    /// <summary>Longer than an answer takes, shorter than a failover.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    /// <summary>Of the time between two readings a document may take this share.</summary>
    private const double MostShare = 0.1;

    /// <summary>Beyond it those go that nobody asked for lately.</summary>
    private const int Most = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];

    public Task<Answer<T>> ReadAsync<T>(string search, DocumentKind kind, CancellationToken cancel, string? candidate = null) where T : class =>
        AsAnswerAsync<T>(SharedAsync(new Key(search, kind, candidate), limit => LoadAsync<T>(new GetDocument(new SearchId(search), kind, Candidate: candidate), limit)), cancel);

    /// <summary>The ids of all searches.</summary>
    public Task<Answer<IReadOnlyList<string>>> SearchesAsync(CancellationToken cancel) => AsAnswerAsync<IReadOnlyList<string>>(SharedAsync<IReadOnlyList<string>>(new Key("", null, null), async limit =>
        [.. (await gateway.SearchesAsync(limit).ConfigureAwait(false)).Select(search => search.Value).Order(StringComparer.Ordinal)]), cancel);

    /// <summary>All trainers.</summary>
    public Task<Answer<IReadOnlyList<TrainerDocument>>> TrainersAsync(CancellationToken cancel) => AsAnswerAsync<IReadOnlyList<TrainerDocument>>(SharedAsync<IReadOnlyList<TrainerDocument>>(new Key("trainers", null, null), async limit =>
        [.. (await gateway.TrainersAsync(limit).ConfigureAwait(false)).Select(TrainerDocument.Of).OrderBy(trainer => trainer.Name, StringComparer.Ordinal)]), cancel);

    /// <summary>Not kept: a page of candidates is one person's.</summary>
    public Task<Answer<CandidatePage>> PageAsync(string search, CandidateQuery query, CancellationToken cancel) =>
        AsAnswerAsync<CandidatePage>(LimitedAsync(limit => LoadAsync<CandidatePage>(new GetDocument(new SearchId(search), DocumentKind.Candidates, query), limit)), cancel);

    private Task<object> SharedAsync<T>(Key key, Func<CancellationToken, Task<T>> load) where T : class
    {
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            if (_entries.TryGetValue(key, out var entry) && !entry.IsOld(now)) return entry.Reading;
            if (_entries.Count >= Most)
                foreach (var (old, _) in _entries.Where(pair => pair.Value.Reading.IsCompleted && Stopwatch.GetElapsedTime(pair.Value.Asked, now) > KeptFor).ToList()) _entries.Remove(old);
            entry = new Entry(now, LimitedAsync(load));
            entry.Reading.ContinueWith(_ => entry.Took = Stopwatch.GetElapsedTime(now), TaskScheduler.Default);
            return (_entries[key] = entry).Reading;
        }
    }

    private static async Task<object> LimitedAsync<T>(Func<CancellationToken, Task<T>> load) where T : class
    {
        using var limit = new CancellationTokenSource(AnswerWithin);
        return await load(limit.Token).ConfigureAwait(false);
    }

    private async Task<T> LoadAsync<T>(GetDocument ask, CancellationToken limit) => SearchId.IsValid(ask.Search.Value)
        ? DocumentJson.Read<T>(await gateway.ReadAsync(ask, limit).ConfigureAwait(false))
        : throw new RefusedException(404, $"there is no search {ask.Search}");

    private static async Task<Answer<T>> AsAnswerAsync<T>(Task<object> reading, CancellationToken cancel) where T : class
    {
        try
        {
            return new((T)await reading.WaitAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception e) when (Why(e, cancel) is { } why)
        {
            return new(null, why.Waiting, why.Missing);
        }
    }

    /// <summary>What a failure means to whoever looks; null: a fault of ours, or nobody looks any more.</summary>
    public static (string? Waiting, string? Missing)? Why(Exception failure, CancellationToken cancel) => failure switch
    {
        RefusedException { Status: StatusCodes.Status503ServiceUnavailable } => (failure.Message, null),
        RefusedException => (null, failure.Message),
        JournalAwayException away => ($"the journal fails: {away.Message}", null),
        AskTimeoutException => ("no coordinator is active at the moment", null),
        OperationCanceledException when !cancel.IsCancellationRequested => ("no coordinator is active at the moment", null),
        _ => null,
    };

    private readonly record struct Key(string Search, DocumentKind? Kind, string? Candidate);

    private sealed class Entry(long asked, Task<object> reading)
    {
        public long Asked => asked;
        public Task<object> Reading => reading;
        public TimeSpan Took { get; set; }

        public bool IsOld(long now) => Reading.IsCompleted && (!Reading.IsCompletedSuccessfully || Stopwatch.GetElapsedTime(asked, now) > Max(FreshFor, Took / MostShare));

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
