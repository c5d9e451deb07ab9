using System.Diagnostics;
using System.Text;
using ActorSearch.Coordinator.Journal;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>The real `actorsearch` executable as a child process.</summary>
internal sealed class ActorSearchProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private ActorSearchProcess(Process process, Action<int, string>? onLine) =>
        (_process, _output, _error) = (process, ReadAsync(process, onLine), process.StandardError.ReadToEndAsync());

    public static ActorSearchProcess Start(params string[] arguments) => Start(arguments, null);

    /// <param name="onLine">Told of every line of output as it comes, with the process id.</param>
    /// <param name="environment">Besides the cache folder of tests, which it may replace.</param>
    public static ActorSearchProcess Start(string[] arguments, Action<int, string>? onLine, params (string Name, string Value)[] environment)
    {
        // A suite that a shell runs in the background ignores SIGINT, and its children would inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "actorsearch"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["ACTORSEARCH_CACHE"] = Path.Combine(Path.GetTempPath(), "actorsearch-test-cache");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!, onLine);
    }

    private static async Task<string> ReadAsync(Process process, Action<int, string>? onLine)
    {
        var (id, text) = (process.Id, new StringBuilder());
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            onLine?.Invoke(id, line);
        }
        return text.ToString();
    }

    public int Id => _process.Id;

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancel)
    {
        using var process = Start(arguments);
        return await process.EndAsync(cancel);
    }

    public async Task<(int Code, string Output, string Error)> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Waits for the end, but at most so long.</summary>
    /// <returns>Whether it ended.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits until the journal has come so far; without one it has no events.</summary>
    public async Task UntilAsync(string journal, Func<IReadOnlyList<ISearchEvent>, bool> expected, CancellationToken cancel)
    {
        while (!Seen())
            Assert.False(await EndsWithinAsync(TimeSpan.FromMilliseconds(50), cancel), "the run ended before the events were seen");

        bool Seen()
        {
            try
            {
                return expected(File.Exists(journal) ? JournalFile.Events(journal) : []);
            }
            catch (SqliteException)
            {
                // The journal is being made.
                return false;
            }
        }
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGINT, as Ctrl-C.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
