using System.Runtime.CompilerServices;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Coordinator and trainer in one process: a cluster of one that opens no socket, with the journal in a SQLite file. The actors are
/// the ones of a cluster. The caller handles signals and stops it.
/// </summary>
public sealed class StandaloneHost : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>While the journal is unavailable.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>The heartbeats of a cluster of one have no receiver; a busy machine would only warn that they are late.</summary>
    private const string Alone = "akka.cluster.failure-detector.heartbeat-interval = 1h\n";

    private readonly IHost _host;
    private readonly SqliteFile _journal;
    private readonly SearchViews _views;
    private readonly IActorRef _supervisor;
    private int _stopped;

    private StandaloneHost(IHost host, SqliteFile journal, SearchViews views)
    {
        (_host, _journal, _views) = (host, journal, views);
        _supervisor = host.Services.GetRequiredService<ActorRegistry>().Get<SearchSupervisor>();
        System = host.Services.GetRequiredService<ActorSystem>();
        _ = System.WhenTerminated.ContinueWith(_ => views.Complete(), TaskScheduler.Default);
    }

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>Starts the process's searches and trainer.</summary>
    /// <exception cref="BadInputException">The journal is damaged or in use by another process.</exception>
    public static async Task<StandaloneHost> StartAsync(StandaloneOptions options, CancellationToken cancel)
    {
        var journal = new SqliteFile(options.JournalFile, options.AcceptLoss);
        IHost? host = null;
        try
        {
            var views = new SearchViews();
            var settings = options.Searches(new SearchSettings(options.Checkpoints, views));
            var trainer = options.Trainer(new TrainerOptions(StandaloneOptions.TrainerName, options.Slots, options.Numerics, options.SessionOfSlot));
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.AddClusterNode(
                wire: null, [NodeHocon.CoordinatorRole, NodeHocon.TrainerRole], ConfigurationFactory.ParseString(Alone + options.ExtraHocon),
                akka => akka.WithSearches(JournalOptions.Sqlite(options.JournalFile), settings).WithTrainer<SearchSupervisor>(trainer));
            host = builder.Build();
            await host.StartAloneAsync(cancel);
            return new StandaloneHost(host, journal, views);
        }
        catch
        {
            host?.Dispose();
            journal.Dispose();
            // A join that is given up says so by an exception of its own.
            cancel.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Answers once the submission is in the journal. Repeats while the journal fails, until cancelled.</summary>
    public async Task<SearchReply> SubmitAsync(SubmitSearch submit, CancellationToken cancel)
    {
        var message = new Submit(submit.Search, submit.Spec, submit.SpecHash, submit.TrainingHash, submit.DataFingerprint);
        while (true)
        {
            try
            {
                if (await _supervisor.Ask<object>(message, AnswerWithin, cancel) is OperatorReply reply)
                    return reply.Refusal is { } reason ? new Refused(reason) : new Accepted();
                await Task.Delay(AskAgainAfter, cancel);
            }
            catch (AskTimeoutException) when (!System.WhenTerminated.IsCompleted)
            {
            }
        }
    }

    /// <summary>
    /// The newest view at most five times a second, and always the one in which the search is finished or cancelled; ends with it, or when the host is stopped.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor system ended by itself.</exception>
    public async IAsyncEnumerable<SearchView> WatchAsync(SearchId search, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = SearchStatus.NotSubmitted;
        await foreach (var view in _views.WatchAsync(search, cancel))
        {
            last = view.State.Status;
            yield return view;
        }
        if (last is not (SearchStatus.Finished or SearchStatus.Cancelled) && Volatile.Read(ref _stopped) == 0)
            throw new InvalidOperationException("the actor system ended before the search did");
    }

    /// <summary>Graceful: running sessions stop at their next batch, and their checkpoints are in the journal when this returns.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _host.StopAsync(CancellationToken.None);
        _views.Complete();
        _host.Dispose();
        _journal.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());
}
