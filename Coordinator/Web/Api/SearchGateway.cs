using System.Diagnostics;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>
/// Asks the active coordinator, whichever it is: its actors for what is done and listed; for documents the actors of this process, or another coordinator's
/// HTTP.
/// </summary>
/// <param name="others">Reads documents where another coordinator is active; null: none can be.</param>
internal sealed class SearchGateway(ActorRegistry registry, ActiveDocuments? others = null)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Shorter, because the events themselves report a failover.</summary>
    private static readonly TimeSpan KnownWithin = TimeSpan.FromSeconds(2);

    private IActorRef Supervisor => registry.Get<SearchSupervisor>();

    /// <exception cref="AskTimeoutException">No coordinator answers: none is active at the moment, or its journal begins to fail.</exception>
    /// <exception cref="JournalAwayException">The journal fails.</exception>
    public async Task<OperatorReply> CommandAsync(IOperatorCommand command, CancellationToken cancel)
    {
        if (command is not Submit submit) return await AskAsync<OperatorReply>(Supervisor, command, cancel);
        // ASP.NET Core makes an activity of its own for every request; where it is not recorded, it would keep all others from being recorded.
        var request = Activity.Current is { Recorded: true } recorded ? recorded.Id : null;
        using var span = Traces.Begin("submit", ActivityKind.Producer, request, submit.Search);
        var reply = await AskAsync<OperatorReply>(Supervisor, submit with { Trace = span?.Id }, cancel);
        span.End("answered", reply.Refusal);
        return reply;
    }

    /// <param name="forwarded">Another coordinator asks, which takes this one for the active one.</param>
    /// <exception cref="RefusedException">There is no such document.</exception>
    /// <exception cref="AskTimeoutException">As above.</exception>
    /// <exception cref="JournalAwayException">As above.</exception>
    public async Task<byte[]> ReadAsync(GetDocument ask, CancellationToken cancel, bool forwarded = false)
    {
        var active = await AskAsync<ActiveCoordinator>(Supervisor, new FindActive(), cancel);
        if (active.Searches is not IActorRefScope { IsLocal: true })
        {
            if (forwarded || others is null) throw new AskTimeoutException("another coordinator is active");
            return await others.ReadAsync(active.Http, ask, cancel);
        }
        return await AskAsync<object>(active.Searches, ask, cancel) switch
        {
            byte[] document => document,
            OperatorReply refused => throw RefusedException.Missing(refused.Refusal ?? "there is no such thing"),
            var other => throw Unexpected(ask, other),
        };
    }

    /// <summary>Returns when there is such a search, or when no coordinator can answer now.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task KnowsAsync(SearchId search, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(KnownWithin);
        try
        {
            var answer = await Supervisor.Ask<object>(new GetSearch(search), AnswerWithin, limit.Token);
            if (answer is OperatorReply { Status: SearchStatus.NotSubmitted })
                throw RefusedException.Missing($"there is no search {search}");
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
            page = await AskAsync<SearchList>(Supervisor, new ListSearches(all.Count == 0 ? "" : all[^1].Value), cancel);
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
            page = await AskAsync<TrainerList>(Supervisor, new ListTrainers(all.Count == 0 ? "" : all[^1].Trainer), cancel);
            all.AddRange(page.Trainers);
        }
        while (page.More);
        return all.ToImmutable();
    }

    private static async Task<T> AskAsync<T>(IActorRef asked, object question, CancellationToken cancel) =>
        await asked.Ask<object>(question, AnswerWithin, cancel) switch
        {
            JournalAway away => throw new JournalAwayException(away),
            T answer => answer,
            var other => throw Unexpected(question, other),
        };

    private static InvalidOperationException Unexpected(object question, object answer) => new($"{answer.GetType().Name} answers {question.GetType().Name}");
}

/// <summary>The active coordinator's journal fails.</summary>
internal sealed class JournalAwayException(JournalAway away) : Exception(away.Reason)
{
    public JournalAway Away => away;
}
