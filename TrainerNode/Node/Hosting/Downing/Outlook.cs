using Akka.Actor;

namespace ActorSearch.TrainerNode.Node.Hosting.Downing;

/// <summary>A member of the cluster.</summary>
/// <param name="Uid">Identifies the incarnation: a process restarted at the same address has another one.</param>
/// <param name="Coordinator">Whether it has the coordinator's role.</param>
/// <param name="Settled">Whether it is up: neither joining nor leaving.</param>
internal sealed record Sighted(Address Address, int Uid, bool Coordinator, bool Settled = true)
{
    /// <summary>Address and uid, separated by a space.</summary>
    public string Key => $"{Address} {Uid}";
}

/// <summary>The actions that this node has to take now.</summary>
/// <param name="Leave">This node has to leave, because its side does not stay.</param>
/// <param name="Remove">Members that this node has to remove.</param>
internal sealed record Verdict(bool Leave, IReadOnlyList<Sighted> Remove)
{
    /// <summary>No action.</summary>
    public static Verdict Wait { get; } = new(false, []);
}

/// <summary>
/// One node's view of the others: which members the cluster reports as unreachable, and which of them answer this node's own questions. It does no I/O: the
/// caller passes time and members.
/// </summary>
/// <param name="self">This node.</param>
/// <param name="after">How long a member that is reported unreachable may stay silent before this node treats it as lost.</param>
internal sealed class Outlook(Sighted self, TimeSpan after)
{
    /// <summary>How often the caller asks the members and decides.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>A member that answered within this time counts as reachable; longer than an answer takes.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMilliseconds(750);

    /// <summary>
    /// After this time an unreachable report has to be resolved, right or wrong: until then the cluster can neither admit nor release any node.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (Sighted Member, TimeSpan Since)> _missing = [];

    /// <summary>For each member that is asked: the time of its last answer, or of the first question.</summary>
    private readonly Dictionary<string, TimeSpan> _silentSince = [];

    private readonly HashSet<string> _removed = [];

    private TimeSpan _looked;

    /// <summary>The time since which the cluster has had no coordinator; null while it has one.</summary>
    private TimeSpan? _orphaned;

    /// <summary>The cluster reports a member as unreachable.</summary>
    public void Unreachable(Sighted member, TimeSpan now) => _missing.TryAdd(member.Key, (member, now));

    /// <summary>The cluster reports a member as reachable again, or has removed it.</summary>
    public void Reachable(string key)
    {
        _missing.Remove(key);
        _removed.Remove(key);
    }

    /// <summary>A node answered the question to the member with this key. An answer from any other node is ignored.</summary>
    /// <param name="by">Address of the node that answered.</param>
    public void Answered(string key, Address by, TimeSpan now)
    {
        if (_silentSince.ContainsKey(key) && key.StartsWith($"{by} ", StringComparison.Ordinal)) _silentSince[key] = now;
    }

    /// <summary>
    /// The members to ask now: none while all are reachable; otherwise the unreachable ones and every coordinator, because the decision needs to know whether
    /// most coordinators are present.
    /// </summary>
    /// <param name="coordinators">Coordinators that are members (joining, up or leaving), except this node.</param>
    public IReadOnlyList<Sighted> ToAsk(IReadOnlyList<Sighted> coordinators, TimeSpan now)
    {
        ForgiveStall(now);
        if (_missing.Count == 0)
        {
            _silentSince.Clear();
            return [];
        }
        List<Sighted> all = [.. _missing.Values.Select(missing => missing.Member).Concat(coordinators).DistinctBy(member => member.Key)];
        // Forget members that are not asked any more: if they are asked again later, an old answer must not count as silence since then.
        HashSet<string> asked = [.. all.Select(member => member.Key)];
        foreach (var key in _silentSince.Keys.Where(key => !asked.Contains(key)).ToArray()) _silentSince.Remove(key);
        foreach (var key in asked) _silentSince.TryAdd(key, now);
        return all;
    }

    /// <summary>
    /// Excludes the time in which this process did not run, because answers arrived but were not processed, and some still wait. Otherwise a decision before
    /// those answers are processed would remove every member that is currently reported unreachable.
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

    /// <summary>Decides whether this node leaves, removes others, or waits.</summary>
    /// <param name="coordinators">Coordinators that are members (joining, up or leaving), except this node.</param>
    /// <param name="settled">This node is up.</param>
    /// <param name="orphaned">The cluster has no coordinator in any state, not even one that is joining.</param>
    public Verdict Decide(IReadOnlyList<Sighted> coordinators, bool settled, bool orphaned, TimeSpan now)
    {
        _orphaned = orphaned ? _orphaned ?? now : null;
        if (_missing.Count == 0) return Verdict.Wait;
        // Only a coordinator removes others, and the cluster admits no coordinator while members are unreachable, so the remaining nodes can only leave.
        if (now - _orphaned > Longest && _missing.Values.Any(missing => now - missing.Since > Longest)) return new(true, []);
        // A coordinator that has not answered recently, but has not been silent for long enough either, could be on either side. Wait: after a wrong guess both
        // sides would stay.
        if (coordinators.Any(other => Silence(other, now) >= Recent && !IsGone(other, now))) return Verdict.Wait;
        HashSet<Address> gone = [.. coordinators.Where(other => IsGone(other, now)).Select(other => other.Address)];
        List<Sighted> all = self.Coordinator ? [.. coordinators, self with { Settled = settled }] : [.. coordinators];
        if (!Majority.Stays(all, gone.Contains)) return new(true, []);
        if (!self.Coordinator) return Verdict.Wait;
        var responsible = Majority.IsResponsible(self.Address, all, gone.Contains);
        List<Sighted> remove =
        [
            .. _missing.Values
                .Where(missing => IsToGo(missing.Member, missing.Since, responsible, now) && _removed.Add(missing.Member.Key))
                .Select(missing => missing.Member),
        ];
        return new(false, remove);
    }

    private bool IsToGo(Sighted member, TimeSpan since, bool responsible, TimeSpan now)
    {
        if (IsGone(member, now)) return responsible || Silence(member, now) > Longest;
        // The member answers this node, but some other node cannot reach it. A trainer is easier to replace than a coordinator, so remove only trainers.
        return responsible && now - since > Longest && !member.Coordinator;
    }

    /// <summary>A member that the cluster does not report as unreachable gets twice the time, because it may only be busy.</summary>
    private bool IsGone(Sighted member, TimeSpan now) => Silence(member, now) >= (_missing.ContainsKey(member.Key) ? after : 2 * after);

    private TimeSpan Silence(Sighted member, TimeSpan now) => _silentSince.TryGetValue(member.Key, out var since) ? now - since : TimeSpan.Zero;
}
