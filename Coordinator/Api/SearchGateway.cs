using System.Collections.Immutable;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Actor;
using Akka.Hosting;

namespace ActorSearch.Coordinator.Api;

/// <summary>Asks the supervisor, wherever in the cluster it is.</summary>
internal sealed class SearchGateway(ActorRegistry registry)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>How often a document that changes while it is read is read again.</summary>
    private const int Readings = 10;

    private IActorRef Supervisor => registry.Get<SearchSupervisor>();

    /// <exception cref="AskTimeoutException">No coordinator answers: none is active at the moment, or its journal fails.</exception>
    public Task<OperatorReply> CommandAsync(IOperatorCommand command, CancellationToken cancel) => Supervisor.Ask<OperatorReply>(command, AnswerWithin, cancel);

    /// <returns>The document, or why there is none.</returns>
    /// <exception cref="AskTimeoutException">As above.</exception>
    public async Task<(byte[]? Content, string? Refusal)> ReadAsync(SearchId search, DocumentKind document, CancellationToken cancel)
    {
        for (var reading = 0; reading < Readings; reading++)
        {
            using var content = new MemoryStream();
            string? version = null;
            while (true)
            {
                var answer = await Supervisor.Ask<object>(new GetDocument(search, document, (int)content.Length), AnswerWithin, cancel);
                if (answer is OperatorReply refused) return (null, refused.Refusal);
                var part = (DocumentPart)answer;
                version ??= part.Version;
                if (part.Version != version || part.Offset != content.Length) break;
                content.Write(Convert.FromBase64String(part.Base64));
                if (content.Length >= part.Length) return (content.ToArray(), null);
            }
        }
        throw new AskTimeoutException("the document changes faster than it can be read");
    }

    /// <exception cref="AskTimeoutException">As above.</exception>
    public async Task<ImmutableArray<SearchId>> SearchesAsync(CancellationToken cancel)
    {
        var all = ImmutableArray.CreateBuilder<SearchId>();
        SearchList page;
        do
        {
            page = await Supervisor.Ask<SearchList>(new ListSearches(all.Count == 0 ? "" : all[^1].Value), AnswerWithin, cancel);
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
            page = await Supervisor.Ask<TrainerList>(new ListTrainers(all.Count == 0 ? "" : all[^1].Trainer), AnswerWithin, cancel);
            all.AddRange(page.Trainers);
        }
        while (page.More);
        return all.ToImmutable();
    }
}
