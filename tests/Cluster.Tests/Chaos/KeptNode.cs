namespace ActorSearch.Cluster.Tests.Chaos;

/// <summary>A node under something that starts it again whatever it ended with, as docs/cluster.md asks for.</summary>
internal sealed class KeptNode : IAsyncDisposable
{
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly Func<Action<string>, NodeProcess> _start;
    private readonly Action<KeptNode, string> _listener;
    private readonly string _readyWhen;
    private readonly SemaphoreSlim _mayStart = new(1);
    private readonly Task _keeping;
    private volatile NodeProcess _process;
    private volatile bool _closing;
    private readonly Action<KeptNode, int> _ended;
    private volatile string _before = "";
    private int _readyProcess = -1;

    /// <param name="start">Starts the process; it is told every line that the process prints.</param>
    /// <param name="readyWhen">Part of a line that says that the node takes part.</param>
    /// <param name="ended">Told what a process ended with.</param>
    public KeptNode(string name, string readyWhen, Func<Action<string>, NodeProcess> start, Action<KeptNode, string> listener, Action<KeptNode, int> ended)
    {
        (Name, _readyWhen, _start, _listener, _ended) = (name, readyWhen, start, listener, ended);
        _process = Start();
        _keeping = KeepAsync();
    }

    public string Name { get; }

    public NodeProcess Process => _process;

    /// <summary>The last lines of the process, and of the one before with what it ended with.</summary>
    public string Words => _before + Last(_process);

    /// <summary>Why it is not kept alive any more; null while it is.</summary>
    public Exception? Failure => _keeping.Exception;

    public bool IsReady => Volatile.Read(ref _readyProcess) == _process.Id && !_process.HasEnded;

    /// <summary>It is not started again before what is returned is disposed.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancel)
    {
        await _mayStart.WaitAsync(cancel);
        return new Held(_mayStart);
    }

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _process.Signal("-KILL");
        await _keeping;
        _mayStart.Dispose();
    }

    private NodeProcess Start()
    {
        var id = new TaskCompletionSource<int>();
        var process = _start(line =>
        {
            if (line.Contains(_readyWhen, StringComparison.Ordinal))
                id.Task.ContinueWith(started => Volatile.Write(ref _readyProcess, started.Result), TaskScheduler.Default);
            _listener(this, line);
        });
        id.SetResult(process.Id);
        return process;
    }

    private async Task KeepAsync()
    {
        while (!_closing)
        {
            var code = await _process.EndedAsync(CancellationToken.None);
            _before = string.Create(CultureInfo.InvariantCulture, $"{Last(_process)}    ended with {code}\n");
            _ended(this, code);
            if (_closing) return;
            await Task.Delay(StartAgainAfter);
            await _mayStart.WaitAsync();
            try
            {
                if (!_closing) _process = Start();
            }
            finally
            {
                _mayStart.Release();
            }
        }
    }

    private static string Last(NodeProcess process) => string.Concat(process.Output.Split('\n').TakeLast(12).Select(line => $"    {line}\n"));

    private sealed class Held(SemaphoreSlim right) : IDisposable
    {
        public void Dispose() => right.Release();
    }
}
