namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Limits reports to one per text and minute, because a rejected peer tries again every second. Thread-safe.</summary>
/// <param name="mostTexts">Number of texts remembered. Strangers can make up any number of them; beyond this one, new texts are not reported.</param>
internal sealed class OncePerMinute(int mostTexts, TimeProvider? time = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, long> _reported = [];

    /// <returns>True if the caller should report the text now.</returns>
    public bool IsDue(string text)
    {
        var now = _time.GetTimestamp();
        lock (_reported)
        {
            if (_reported.TryGetValue(text, out var at) && !IsOver(at)) return false;
            if (_reported.Count >= mostTexts)
                foreach (var (old, since) in _reported)
                    if (IsOver(since)) _reported.Remove(old);
            if (_reported.Count >= mostTexts) return false;
            _reported[text] = now;
            return true;
        }

        bool IsOver(long since) => _time.GetElapsedTime(since, now) >= Pause;
    }
}
