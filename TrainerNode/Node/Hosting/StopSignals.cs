using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Handles Ctrl-C (SIGINT) and SIGTERM: the first signal requests an orderly stop, the second exits at once. Saved data survives both.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _count;

    /// <summary>Starts to handle signals.</summary>
    /// <param name="error">Receives the line below.</param>
    /// <param name="first">The line to write at the first signal.</param>
    /// <param name="exitAtOnce">The process's exit code after the second signal.</param>
    public StopSignals(TextWriter error, string first, int exitAtOnce)
    {
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref _count) > 1) Environment.Exit(exitAtOnce);
            error.WriteLine(first);
            _stop.Cancel();
        }
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Canceled when an orderly stop is requested.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Requests an orderly stop from within the process. The next signal still counts as the first one.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops handling signals.</summary>
    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }
}
