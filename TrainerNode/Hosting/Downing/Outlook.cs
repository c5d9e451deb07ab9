using System.Globalization;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Hosting.Downing;

/// <summary>A member, as this node knows it.</summary>
/// <param name="Uid">Of its incarnation: a process started again at the same address has another.</param>
internal sealed record Sighted(Address Address, int Uid, bool Coordinator)
{
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Address} {Uid}");
}

/// <summary>What is to be done now.</summary>
/// <param name="Leave">This node is not on the side that stays.</param>
/// <param name="Remove">Whom this node removes.</param>
internal sealed record Verdict(bool Leave, IReadOnlyList<Sighted> Remove)
{
    public static Verdict Wait { get; } = new(false, []);
}

/// <summary>
/// What one node knows of the others: whom the cluster calls unreachable, and who answers this node when it asks. Pure: time and members are given.
/// </summary>
/// <param name="after">How long a node that is called unreachable may leave this one without an answer.</param>
internal sealed class Outlook(Address self, bool coordinator, TimeSpan after)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Longer than an answer takes.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMilliseconds(750);

    /// <summary>What is called unreachable for so long has to be resolved, whoever is right: until then the cluster admits nobody and lets nobody go.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (Sighted Member, TimeSpan Since)> _missing = new(StringComparer.Ordinal);

    /// <summary>Of those that are asked: the last answer, or when they were asked first.</summary>
    private readonly Dictionary<string, TimeSpan> _silentSince = new(StringComparer.Ordinal);

    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    private TimeSpan _looked;

    /// <summary>Since when no coordinator is a member; null while one is.</summary>
    private TimeSpan? _orphaned;

    public void Unreachable(Sighted member, TimeSpan now) => _missing.TryAdd(member.Key, (member, now));

    public void Reachable(string key)
    {
        _missing.Remove(key);
        _removed.Remove(key);
    }

    /// <summary>An answer to a question about the member of this key. A node answers for itself only.</summary>
    /// <param name="by">Address of the node that the answer came from.</param>
    public void Answered(string key, Address by, TimeSpan now)
    {
        if (_silentSince.ContainsKey(key) && key.StartsWith($"{by} ", StringComparison.Ordinal)) _silentSince[key] = now;
    }

    /// <summary>Whom to ask: while somebody is missing, everybody that is, and every coordinator, for most of these have to be there.</summary>
    /// <param name="coordinators">Those that are members, this node aside.</param>
    public IReadOnlyList<Sighted> ToAsk(IReadOnlyList<Sighted> coordinators, TimeSpan now)
    {
        ForgiveStall(now);
        if (_missing.Count == 0)
        {
            _silentSince.Clear();
            return [];
        }
        List<Sighted> all = [.. _missing.Values.Select(missing => missing.Member).Concat(coordinators).DistinctBy(member => member.Key)];
        // The last answer of a member that is not asked any more says nothing about its silence, should it be asked again.
        HashSet<string> asked = [.. all.Select(member => member.Key)];
        foreach (var key in _silentSince.Keys.Where(key => !asked.Contains(key)).ToArray()) _silentSince.Remove(key);
        foreach (var key in asked) _silentSince.TryAdd(key, now);
        return all;
    }

    /// <summary>
    /// While this process did not run, answers waited in it, and some still do: that time does not count as silence. (Otherwise a look that precedes the
    /// answers would remove every member that is reported unreachable at the moment.)
    /// </summary>
    private void ForgiveStall(TimeSpan now)
    {
        var excess = now - _looked - Every;
        _looked = now;
        if (excess <= Every) return;
        foreach (var (key, since) in _silentSince) _silentSince[key] = Later(since);
        foreach (var (key, missing) in _missing) _missing[key] = (missing.Member, Later(missing.Since));

        TimeSpan Later(TimeSpan since) => since + excess < now ? since + excess : now;
    }

    /// <param name="coordinators">Those that are members in full, this node aside.</param>
    /// <param name="orphaned">No coordinator is a member in any state, be it one that is just joining.</param>
    public Verdict Decide(IReadOnlyList<Sighted> coordinators, bool orphaned, TimeSpan now)
    {
        _orphaned = orphaned ? _orphaned ?? now : null;
        if (_missing.Count == 0) return Verdict.Wait;
        // Only a coordinator removes others, and while members miss each other no coordinator is admitted.
        if (now - _orphaned > Longest && _missing.Values.Any(missing => now - missing.Since > Longest)) return new(true, []);
        // Neither heard just now nor silent for long enough: to count it on either side would be a guess, and the wrong guess leaves two sides that both stay.
        if (coordinators.Any(other => Silence(other, now) >= Recent && !IsGone(other, now))) return Verdict.Wait;
        HashSet<Address> gone = [.. coordinators.Where(other => IsGone(other, now)).Select(other => other.Address)];
        List<Address> all = [.. coordinators.Select(other => other.Address)];
        if (coordinator) all.Add(self);
        if (!Majority.Stays(all, gone.Contains)) return new(true, []);
        if (!coordinator) return Verdict.Wait;
        var responsible = Majority.IsResponsible(self, all, gone.Contains);
        List<Sighted> remove = [.. _missing.Values.Where(missing => IsToGo(missing.Member, missing.Since, responsible, now) && _removed.Add(missing.Member.Key)).Select(missing => missing.Member)];
        return new(false, remove);
    }

    private bool IsToGo(Sighted member, TimeSpan since, bool responsible, TimeSpan now)
    {
        if (IsGone(member, now)) return responsible || Silence(member, now) > Longest;
        // It answers here, but not somebody else: a trainer is easier to replace.
        return responsible && now - since > Longest && !member.Coordinator;
    }

    /// <summary>One that nobody misses has more time: it may be busy.</summary>
    private bool IsGone(Sighted member, TimeSpan now) => Silence(member, now) >= (_missing.ContainsKey(member.Key) ? after : 2 * after);

    private TimeSpan Silence(Sighted member, TimeSpan now) => _silentSince.TryGetValue(member.Key, out var since) ? now - since : TimeSpan.Zero;
}
