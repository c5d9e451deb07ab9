namespace ActorSearch.TrainerNode.Hosting;

/// <summary>Reports each text at most once a minute: a rejected peer tries again every second.</summary>
/// <param name="mostTexts">Texts remembered at a time. Strangers can make up any number; beyond this, new ones are not reported.</param>
internal sealed class OncePerMinute(int mostTexts, TimeProvider? time = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, long> _reported = new(StringComparer.Ordinal);

    /// <returns>True if the text is to be reported now.</returns>
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
