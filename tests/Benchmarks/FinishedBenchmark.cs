using System.Diagnostics;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Messages;
using Akka.Actor;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Benchmarks;

/// <summary>
/// What finished searches cost a coordinator that starts: with ten and with ten thousand of them in its journal, by turns. First a process, from its start
/// until it is ready: active, and every unfinished search (there is one) answers. Then its parts: checking the file, from the start of the actors until
/// every unfinished search answers, and a submission.
/// </summary>
internal static class FinishedBenchmark
{
    private const int Few = 10, Many = 10_000, Submissions = 15;

    /// <summary>Candidates of each search: some twenty records, three of them large.</summary>
    private const int Candidates = 4;

    private sealed record Times(double Ready, double Check, double Start, double Submit);

    public static void Run(Options options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("actorsearch-finished-").FullName;
        try
        {
            string few = JournalIn("few"), many = JournalIn("many");
            await SeedAsync(few, Few);
            await SeedAsync(many, Many);
            var (fewBytes, manyBytes) = (new FileInfo(few).Length, new FileInfo(many).Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"journals of {fewBytes / 1e6:0.0} and {manyBytes / 1e6:0.0} MB"));
            var (fewTimes, manyTimes) = (new List<Times>(), new List<Times>());
            // The first of each compiles, and fills the system's cache of files.
            for (var round = -1; round < options.Rounds; round++)
            {
                var (a, b) = (await MeasureAsync(few), await MeasureAsync(many));
                if (round < 0) continue;
                fewTimes.Add(a);
                manyTimes.Add(b);
            }
            Print("a process, until it is ready", times => times.Ready);
            Print("check of the file", times => times.Check);
            Print("until every unfinished search answers", times => times.Start);
            Print("a submission", times => times.Submit);

            string JournalIn(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, "journal.db");

            void Print(string what, Func<Times, double> part)
            {
                var ratio = Median(fewTimes.Zip(manyTimes, (a, b) => part(b) / part(a)));
                var (ofFew, ofMany) = (1000 * Median(fewTimes.Select(part)), 1000 * Median(manyTimes.Select(part)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{what}: {Few} finished {ofFew:0.0} ms, {Many} {ofMany:0.0} ms, ratio {ratio:0.00} ({options.Rounds} rounds)"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Times> MeasureAsync(string journal)
    {
        var ready = await ReadyAsync(Path.GetDirectoryName(journal)!);
        var began = Stopwatch.GetTimestamp();
        JournalFile.Check(journal);
        var check = Stopwatch.GetElapsedTime(began).TotalSeconds;

        began = Stopwatch.GetTimestamp();
        await using var host = await SimulationHost.StartAsync(JournalOptions.Sqlite(journal), 0, 1, null, null, CancellationToken.None);
        var supervisor = host.Registry.Get<SearchSupervisor>();
        while ((await supervisor.Ask<SearchList>(new ListSearches(""))).Unready is not null) await Task.Delay(1);
        var start = Stopwatch.GetElapsedTime(began).TotalSeconds;

        var submission = SimulatedSearch.Submission(SimulatedSearch.Spec(Candidates, StrategyKind.Exhaustive, 1));
        var times = new List<double>();
        for (var i = 0; i < Submissions; i++)
        {
            var id = new SearchId($"submitted-{Guid.NewGuid():N}");
            began = Stopwatch.GetTimestamp();
            var reply = await supervisor.Ask<OperatorReply>(
                new Submit(id, submission.Spec, submission.SpecHash, submission.TrainingHash, submission.DataFingerprint));
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            if (reply.Status != SearchStatus.Running) throw new InvalidOperationException($"a submission is {reply.Status}: {reply.Refusal}");
            // The next start finds as many unfinished ones as this one did.
            await supervisor.Ask<OperatorReply>(new Cancel(id));
        }
        return new Times(ready, check, start, Median(times));
    }

    private static async Task<double> ReadyAsync(string folder)
    {
        using var http = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        using var coordinator = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "actorsearch"),
            ["coordinator", "--folder", folder, "--port", "14053", "--http-port", "14080"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        coordinator.BeginOutputReadLine();
        var error = coordinator.StandardError.ReadToEndAsync();
        try
        {
            while (!await IsReadyAsync())
            {
                if (coordinator.HasExited) throw new InvalidOperationException($"the coordinator ended: {await error}");
                await Task.Delay(2);
            }
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            coordinator.Kill();
            await coordinator.WaitForExitAsync();
        }

        async Task<bool> IsReadyAsync()
        {
            // Without the token the answer may be a second old.
            var token = Path.Combine(folder, "keys", "token");
            if (File.Exists(token)) http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(token)).Trim());
            try
            {
                using var answer = await http.GetAsync(new Uri("http://127.0.0.1:14080/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // it does not listen yet
            }
        }
    }

    private static async Task SeedAsync(string journal, int count)
    {
        JournalFile.Prepare(journal);
        // The plugin makes its tables; what this search leaves is the one that is unfinished.
        await using (var host = await SimulationHost.StartAsync(JournalOptions.Sqlite(journal), 0, 1, null, null, CancellationToken.None))
            await host.SubmitAsync(SimulatedSearch.Submission(SimulatedSearch.Spec(Candidates, StrategyKind.Exhaustive, 1)), null, CancellationToken.None);
        SqliteConnection.ClearAllPools();

        var (events, state) = Finished();
        var searches = Enumerable.Range(0, count).Select(i => new SearchId(string.Create(CultureInfo.InvariantCulture, $"finished-{i:00000}"))).ToList();
        JournalRows.Write(journal,
        [
            .. searches.Select(id => (PersistenceIds.Of(id), events.Select(@event => As(id, @event)))),
            (PersistenceIds.Searches, searches.SelectMany(id =>
                new object[] { new SearchAdded(id, default), new SearchEnded(id, state.Status, SharedFiles.Marks(state.Files), default) })),
        ]);

        static object As(SearchId id, ISearchEvent @event) => @event is SearchSubmitted submitted ? submitted with { Search = id } : @event;
    }

    private static (List<ISearchEvent> Events, SearchState State) Finished()
    {
        var (state, events) = (SearchState.Empty, new List<ISearchEvent> { new WriterStarted("rows", default) });
        var (session, slot) = (new TableSession(1), new SlotId("rows", 0));
        SearchReply Do(ISearchCommand command)
        {
            var decision = SearchDecider.Decide(state, command);
            events.AddRange(decision.Events);
            state = decision.After;
            return decision.Reply;
        }
        Do(SimulatedSearch.Submission(SimulatedSearch.Spec(Candidates, StrategyKind.Exhaustive, 1)));
        while (state.Status == SearchStatus.Running)
        {
            var order = ((Granted)Do(new RequestLease(slot, new Numerics("table 1", "any"), default))).Order;
            Do(new ReportOutcome(order.Work, order.Attempt, session.Run(order, null!, CancellationToken.None), default));
        }
        return (events, state);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
