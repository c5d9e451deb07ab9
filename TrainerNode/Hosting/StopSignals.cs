using System.Runtime.InteropServices;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Ctrl-C (SIGINT) and SIGTERM: the first asks for an orderly stop, the second ends the process at once. Both lose nothing that is saved.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _count;

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

    public CancellationToken Token => _stop.Token;

    /// <summary>As the first signal does, from within the process; a signal that follows still counts as the first.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }
}
