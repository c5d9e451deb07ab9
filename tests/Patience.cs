namespace ActorSearch;

/// <summary>How long tests wait for an event before they say that it does not come: for what hangs, and long enough for any busy machine.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The same for the probes of Akka's TestKit; to be added to a test's own settings.</summary>
    public const string TestKit = "\nakka.test.single-expect-default = 5m\nakka.test.default-timeout = 5m\n";

    public static float Milliseconds => (float)Limit.TotalMilliseconds;

    private static readonly bool IsWatched = Environment.GetEnvironmentVariable("ACTORSEARCH_TEST_RUN") is not null;

    private static long _said;

    /// <summary>
    /// What a test waited for has come, so that its next wait has the whole time again. tests/run.sh stops a program that prints nothing for twice the limit:
    /// this prints a line, at most one in ten seconds, so that a test of many waits fails by its own limit, with its reason, or not at all.
    /// </summary>
    public static void Came()
    {
        var (now, said) = (Environment.TickCount64, Interlocked.Read(ref _said));
        if (IsWatched && now - said > 10_000 && Interlocked.CompareExchange(ref _said, now, said) == said) Console.Out.WriteLine("        goes on");
    }

    /// <summary>Looks again and again until it is so.</summary>
    /// <param name="otherwise">What to say when it does not come to be so.</param>
    public static async Task UntilAsync(Func<Task<bool>> so, Func<string> otherwise, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            while (!await so().WaitAsync(limit.Token)) await Task.Delay(50, limit.Token);
            Came();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"not within {Limit.TotalMinutes:0} minutes: {otherwise()}");
        }
    }

    public static Task UntilAsync(Func<bool> so, Func<string> otherwise, CancellationToken cancel) =>
        UntilAsync(() => Task.FromResult(so()), otherwise, cancel);
}
