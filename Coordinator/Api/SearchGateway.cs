using System.Collections.Immutable;
using System.Diagnostics;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Messages;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Api;

/// <summary>Asks the supervisor, wherever in the cluster it is.</summary>
internal sealed class SearchGateway(ActorRegistry registry)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Whoever asks for events hears of a failover in them, and soon.</summary>
    private static readonly TimeSpan KnownWithin = TimeSpan.FromSeconds(2);

    /// <summary>How often a document that changes while it is read is read again.</summary>
    private const int Readings = 10;

    private IActorRef Supervisor => registry.Get<SearchSupervisor>();

    /// <exception cref="AskTimeoutException">No coordinator answers: none is active at the moment, or its journal begins to fail.</exception>
    /// <exception cref="JournalAwayException">The journal fails.</exception>
    public async Task<OperatorReply> CommandAsync(IOperatorCommand command, CancellationToken cancel)
    {
        if (command is not Submit submit) return await AskAsync<OperatorReply>(command, cancel);
        // ASP.NET Core makes an activity of its own for every request; where nobody records it, it would keep all others from being recorded.
        var request = Activity.Current is { Recorded: true } recorded ? recorded.Id : null;
        var span = Traces.Begin("submit", ActivityKind.Producer, request, submit.Search);
        try
        {
            var reply = await AskAsync<OperatorReply>(submit with { Trace = span?.Id }, cancel);
            span.End("answered", reply.Refusal);
            return reply;
        }
        finally
        {
            span?.Dispose();
        }
    }

    /// <param name="ask">The first part.</param>
    /// <exception cref="RefusedException">There is no such document.</exception>
    /// <exception cref="AskTimeoutException">As above.</exception>
    public async Task<byte[]> ReadAsync(GetDocument ask, CancellationToken cancel)
    {
        for (var reading = 0; reading < Readings; reading++)
        {
            using var content = new MemoryStream();
            string? version = null;
            while (true)
            {
                var answer = await AskAsync<IWireMessage>(ask with { Offset = (int)content.Length, Version = version }, cancel);
                if (answer is OperatorReply refused) throw new RefusedException(StatusCodes.Status404NotFound, refused.Refusal ?? "there is no such thing");
                var part = (DocumentPart)answer;
                version ??= part.Version;
                if (part.Version != version || part.Offset != content.Length) break;
                content.Write(Convert.FromBase64String(part.Base64));
                if (content.Length >= part.Length) return content.ToArray();
            }
        }
        throw new AskTimeoutException("the document changes faster than it can be read");
    }

    /// <summary>Returns when there is such a search, or when nobody can tell now.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task KnowsAsync(SearchId search, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(KnownWithin);
        try
        {
            var answer = await Supervisor.Ask<object>(new GetSearch(search), AnswerWithin, limit.Token);
            if (answer is OperatorReply { Status: SearchStatus.NotSubmitted }) throw new RefusedException(StatusCodes.Status404NotFound, $"there is no search {search}");
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
        }
    }

    /// <exception cref="AskTimeoutException">As above.</exception>
    public async Task<ImmutableArray<SearchId>> SearchesAsync(CancellationToken cancel)
    {
        var all = ImmutableArray.CreateBuilder<SearchId>();
        SearchList page;
        do
        {
            page = await AskAsync<SearchList>(new ListSearches(all.Count == 0 ? "" : all[^1].Value), cancel);
            all.AddRange(page.Searches);
        }
        while (page.More);
        return all.ToImmutable();
    }

    /// <exception cref="AskTimeoutException">As above.</exception>
    public async Task<ImmutableArray<TrainerEntry>> TrainersAsync(CancellationToken cancel)
    {
        var all = ImmutableArray.CreateBuilder<TrainerEntry>();
        TrainerList page;
        do
        {
            page = await AskAsync<TrainerList>(new ListTrainers(all.Count == 0 ? "" : all[^1].Trainer), cancel);
            all.AddRange(page.Trainers);
        }
        while (page.More);
        return all.ToImmutable();
    }

    private async Task<T> AskAsync<T>(IWireMessage question, CancellationToken cancel) where T : IWireMessage =>
        await Supervisor.Ask<object>(question, AnswerWithin, cancel) switch
        {
            T answer and not JournalAway => answer,
            JournalAway away => throw new JournalAwayException(away),
            var other => throw new InvalidOperationException($"{other.GetType().Name} answers {question.GetType().Name}"),
        };
}

/// <summary>The active coordinator's journal fails.</summary>
internal sealed class JournalAwayException(JournalAway away) : Exception(away.Reason)
{
    public JournalAway Away => away;
}
