using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorSearch.Cluster.Tests;

/// <summary>One of the real executables as a child process; what it prints is kept.</summary>
internal sealed class NodeProcess : IDisposable
{
    private const int LinesShown = 30;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    /// <summary>Never disposed: a line may still arrive.</summary>
    private readonly SemaphoreSlim _printed = new(0);
    private readonly Action<string>? _listener;
    private int _disposed;

    private NodeProcess(Process process, Action<string>? listener)
    {
        (_process, _listener) = (process, listener);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static NodeProcess Start(string program, string folder, params string[] arguments) => Start(program, folder, [], null, arguments);

    /// <param name="within">A command that runs the program given behind it in its own place.</param>
    /// <param name="listener">Called with every line, as it comes.</param>
    public static NodeProcess Start(string program, string folder, string[] within, Action<string>? listener, string[] arguments)
    {
        Directory.CreateDirectory(folder);
        string[] command = [.. within, Path.Combine(AppContext.BaseDirectory, program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        // What a coordinator leaves for the commands of its user.
        start.Environment["XDG_DATA_HOME"] = folder;
        start.Environment["ACTORSEARCH_CACHE"] = Path.Combine(Path.GetTempPath(), "actorsearch-test-cache");
        return new(Process.Start(start)!, listener);
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => string.Join('\n', _lines);

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        _printed.Release();
        _listener?.Invoke(line);
    }

    /// <summary>Waits until a line contains the text, and returns it.</summary>
    /// <param name="behind">A line counts behind the first one that contains this.</param>
    public async Task<string> PrintsAsync(string text, CancellationToken cancel, string behind = "")
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (true)
        {
            // Since it printed anything.
            limit.CancelAfter(Patience.Limit);
            Patience.Came();
            var lines = _lines.SkipWhile(line => !line.Contains(behind, StringComparison.Ordinal)).Skip(behind.Length == 0 ? 0 : 1);
            if (lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
            Assert.False(HasEnded && _printed.CurrentCount == 0, $"ended without printing '{text}': {Output}");
            await _printed.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            Assert.False(limit.IsCancellationRequested, $"'{text}' is not printed: {Output}");
        }
    }

    /// <summary>Its exit code; fails when it goes on and has printed nothing for long.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ended = EndedAsync(stop.Token);
        for (var printed = -1; printed != _lines.Count && !ended.IsCompleted;)
        {
            printed = _lines.Count;
            Patience.Came();
            await Task.WhenAny(ended, Task.Delay(Patience.Limit, stop.Token));
        }
        cancel.ThrowIfCancellationRequested();
        Assert.True(ended.IsCompleted, $"does not end: {Output}");
        await stop.CancelAsync();
        return await ended;
    }

    /// <summary>Its exit code, whenever that is.</summary>
    public async Task<int> EndedAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancel);
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        // On a busy machine its threads stop only when they get a processor, and answer until then.
        while (signal == "-STOP" && !HasEnded && !IsStopped()) Thread.Sleep(1);
    }

    private bool IsStopped()
    {
        try
        {
            // PID (NAME) STATE ...
            return Directory.GetDirectories($"/proc/{_process.Id}/task")
                .All(thread => File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[^1][0] is 'T' or 'Z');
        }
        catch (IOException)
        {
            return false; // a thread has ended meanwhile
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        // Shown when the test fails: which process had ended, and what each said last.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_process.StartInfo.FileName} {(HasEnded ? $"had ended with {_process.ExitCode}" : "was running")}; last lines:\n  "
            + string.Join("\n  ", _lines.TakeLast(LinesShown)));
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
