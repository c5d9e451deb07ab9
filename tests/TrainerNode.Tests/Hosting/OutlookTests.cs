using ActorSearch.TrainerNode.Node.Hosting.Downing;
using Akka.Actor;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Hosting;

/// <summary>Who leaves and who is removed, in whatever order and however late the nodes find out that they do not reach each other.</summary>
public sealed class OutlookTests
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1.5);
    private static readonly Sighted[] Coordinators = [Node(1, true), Node(2, true), Node(3, true)];
    private static readonly Sighted[] Trainers = [Node(4, false), Node(5, false), Node(6, false)];

    /// <summary>Its failure detectors find the others missing one after another: it must not take those it misses last for its majority.</summary>
    [Fact]
    public void A_coordinator_alone_leaves_and_removes_nobody_in_whatever_order_it_misses_the_others()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            Sighted[] others = [.. Coordinators[1..], .. Trainers];
            var noticed = others.ToDictionary(other => other, _ => Seconds(3 * random.NextDouble()));
            var verdicts = Run(Coordinators[0], others, noticed, _ => false, Seconds(10));
            Assert.True(verdicts[^1].Leave);
            Assert.All(verdicts, verdict => Assert.Empty(verdict.Remove));
        }
    }

    /// <summary>
    /// One that has the lowest address and did not run for a while, in which another one that was joining came up. (It took itself for half of the
    /// coordinators, removed the two others, and went on alone, while they went on without it.)
    /// </summary>
    [Fact]
    public void A_coordinator_that_may_have_missed_that_another_came_up_leaves()
    {
        Sighted[] others = [Coordinators[1], Coordinators[2] with { Settled = false }, .. Trainers];
        var verdicts = Run(Coordinators[0], others, others.ToDictionary(other => other, _ => Seconds(1)), _ => false, Seconds(10));
        Assert.True(verdicts[^1].Leave);
        Assert.All(verdicts, verdict => Assert.Empty(verdict.Remove));
    }

    [Fact]
    public void A_coordinator_that_is_joining_leaves_removing_to_others()
    {
        Sighted[] others = [.. Coordinators[1..], .. Trainers];
        var verdicts = Run(Coordinators[0] with { Settled = false }, others, new() { [Trainers[0]] = Seconds(1) }, other => other != Trainers[0], Seconds(15));
        Assert.All(verdicts, verdict => Assert.True(verdict is { Leave: false, Remove.Count: 0 }));
    }

    [Fact]
    public void Of_those_that_reach_each_other_one_removes_who_is_gone_and_nobody_else()
    {
        var gone = Coordinators[0];
        foreach (var self in Coordinators[1..])
        {
            Sighted[] others = [.. Coordinators.Where(other => other != self), .. Trainers];
            var removed = Run(self, others, new() { [gone] = Seconds(1) }, other => other != gone, Seconds(10)).SelectMany(verdict => verdict.Remove).ToList();
            Assert.Equal(self == Coordinators[1] ? [gone] : [], removed);
        }
    }

    /// <summary>A trainer that came back reports that it reaches no member; it answers, and so do all others.</summary>
    [Fact]
    public void Who_is_called_unreachable_and_answers_stays()
    {
        Sighted[] others = [.. Coordinators[1..], .. Trainers];
        var verdicts = Run(Coordinators[0], others, others.ToDictionary(other => other, _ => Seconds(1)), _ => true, Seconds(15));
        Assert.All(verdicts, verdict => Assert.True(verdict is { Leave: false, Remove.Count: 0 }));
    }

    [Fact]
    public void A_trainer_that_stays_unreachable_for_others_is_removed_in_the_end_and_a_coordinator_is_not()
    {
        Sighted[] others = [.. Coordinators[1..], .. Trainers];
        var removed = Run(Coordinators[0], others, new() { [Coordinators[2]] = Seconds(1), [Trainers[0]] = Seconds(1) }, _ => true, Seconds(30))
            .SelectMany(verdict => verdict.Remove);
        Assert.Equal([Trainers[0]], removed);
    }

    [Fact]
    public void A_trainer_that_is_cut_off_leaves_and_one_that_misses_a_fellow_does_nothing()
    {
        Sighted[] others = [.. Coordinators, .. Trainers[1..]];
        Assert.True(Run(Trainers[0], others, others.ToDictionary(other => other, _ => Seconds(1)), _ => false, Seconds(10))[^1].Leave);
        var alone = Run(Trainers[0], others, new() { [Trainers[1]] = Seconds(1) }, other => other != Trainers[1], Seconds(30));
        Assert.All(alone, verdict => Assert.True(verdict is { Leave: false, Remove.Count: 0 }));
    }

    /// <summary>A coordinator that asks to be admitted is not while members miss each other, and without one no member is removed.</summary>
    [Fact]
    public void A_trainer_leaves_when_members_miss_each_other_for_long_and_no_coordinator_is_a_member()
    {
        var verdicts = Run(Trainers[0], Trainers[1..], new() { [Trainers[1]] = Seconds(1) }, _ => true, Seconds(30), orphaned: _ => true);
        Assert.All(verdicts[..(int)(Seconds(20) / Outlook.Every)], verdict => Assert.True(verdict is { Leave: false, Remove.Count: 0 }));
        Assert.True(verdicts[^1].Leave);
    }

    /// <summary>It is just joining, and will remove who is gone. The time without any counts anew when it goes again.</summary>
    [Fact]
    public void A_trainer_waits_for_a_coordinator_that_is_a_member_in_any_state()
    {
        var verdicts = Run(Trainers[0], Trainers[1..], new() { [Trainers[1]] = Seconds(1) }, _ => true, Seconds(60),
            orphaned: now => now < Seconds(15) || now > Seconds(40));
        Assert.Equal(60, verdicts.Count * Outlook.Every.TotalSeconds, tolerance: 1);
        Assert.All(verdicts, verdict => Assert.True(verdict is { Leave: false, Remove.Count: 0 }));
    }

    /// <summary>
    /// A trainer is called unreachable, then reachable, then unreachable again, while another one is missed all the time: its silence counts anew.
    /// (Two coordinators were killed, and ten seconds later a live trainer was taken for ended.)
    /// </summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(20)]
    public void The_silence_of_a_trainer_that_was_reachable_meanwhile_counts_anew(double limit)
    {
        var after = Seconds(limit);
        var (outlook, twice, missed) = (new Outlook(Coordinators[0], after), Trainers[0], Trainers[1]);
        var again = Seconds(11.9);
        var removed = new List<(Sighted Member, TimeSpan At)>();
        for (var now = TimeSpan.Zero; now < again + after + after; now += TimeSpan.FromMilliseconds(250))
        {
            if (now >= Seconds(1)) outlook.Unreachable(missed, now);
            if (now >= Seconds(1) && now < Seconds(2)) outlook.Unreachable(twice, now);
            else if (now < again) outlook.Reachable(twice.Key);
            else outlook.Unreachable(twice, now);
            foreach (var asked in outlook.ToAsk(Coordinators[1..], now))
                if (asked != twice || now < again) outlook.Answered(asked.Key, asked.Address, now);
            removed.AddRange(outlook.Decide(Coordinators[1..], true, false, now).Remove.Where(member => member == twice).Select(member => (member, now)));
        }
        // It answers no member from then on, so it goes in the end, but not before its time is over.
        Assert.True(Assert.Single(removed).At >= again + after, $"removed at {removed[0].At}");
    }

    /// <summary>
    /// One that answers is called unreachable, and the observer does not run for a while: its next look may come before the answers that wait in it. (A look
    /// that took that time for silence removed a live trainer, or left the cluster.)
    /// </summary>
    [Theory]
    [InlineData(1.5, true)]
    [InlineData(1.5, false)]
    [InlineData(5, false)]
    [InlineData(60, true)]
    public void The_time_in_which_the_observer_did_not_run_is_nobodys_silence(double stall, bool coordinatorsFirst)
    {
        var (outlook, missed) = (new Outlook(Coordinators[0], After), Trainers[0]);
        var (stalled, end) = (Seconds(5), Seconds(60 + stall));
        var removed = new List<TimeSpan>();
        for (var now = TimeSpan.Zero; now < end; now += now == stalled ? Seconds(stall) : Outlook.Every)
        {
            var wakes = now == stalled + Seconds(stall);
            if (now >= Seconds(4)) outlook.Unreachable(missed, now);
            foreach (var asked in outlook.ToAsk(Coordinators[1..], now))
                if (asked == missed ? !wakes && now < stalled + Seconds(stall + 1) : !wakes || coordinatorsFirst)
                    outlook.Answered(asked.Key, asked.Address, now);
            var verdict = outlook.Decide(Coordinators[1..], true, false, now);
            Assert.False(verdict.Leave);
            if (verdict.Remove.Contains(missed)) removed.Add(now);
            if (now < stalled + Seconds(stall + 2)) Assert.Empty(removed);
        }
        // It answered until a second after that: it is removed when its own silence has lasted.
        var at = Assert.Single(removed);
        Assert.InRange(at, stalled + Seconds(stall + 1) + After - Outlook.Every, stalled + Seconds(stall + 1) + After + Outlook.Every);
    }

    /// <summary>A node that answers for another one, with the other's key in its own message, keeps no dead node in the cluster.</summary>
    [Fact]
    public void Answers_that_another_node_gives_do_not_count()
    {
        var outlook = new Outlook(Coordinators[0], After);
        // Its address begins like that of the node that answers.
        var (gone, liar) = (Node(44, false), Node(4, false));
        var removed = new List<Sighted>();
        for (var now = TimeSpan.Zero; now < Seconds(5); now += Outlook.Every)
        {
            outlook.Unreachable(gone, now);
            foreach (var asked in outlook.ToAsk(Coordinators[1..], now)) outlook.Answered(asked.Key, asked == gone ? liar.Address : asked.Address, now);
            removed.AddRange(outlook.Decide(Coordinators[1..], true, false, now).Remove);
        }
        Assert.Equal([gone], removed);
    }

    /// <summary>What is gone is not there longer because looks come a little late.</summary>
    [Fact]
    public void Looks_that_come_a_little_late_delay_no_removal()
    {
        var outlook = new Outlook(Coordinators[0], After);
        var gone = Trainers[0];
        for (var now = Seconds(100); ; now += 2 * Outlook.Every)
        {
            outlook.Unreachable(gone, now);
            foreach (var asked in outlook.ToAsk(Coordinators[1..], now))
                if (asked != gone) outlook.Answered(asked.Key, asked.Address, now);
            if (outlook.Decide(Coordinators[1..], true, false, now).Remove is not [var removed]) continue;
            Assert.Equal((gone, Seconds(100) + After), (removed, now));
            return;
        }
    }

    /// <summary>Four looks a second, until it leaves.</summary>
    private static List<Verdict> Run(
        Sighted self, Sighted[] others, Dictionary<Sighted, TimeSpan> noticed, Func<Sighted, bool> answers, TimeSpan time,
        Func<TimeSpan, bool>? orphaned = null)
    {
        var outlook = new Outlook(self, After);
        Sighted[] coordinators = [.. others.Where(other => other.Coordinator)];
        var verdicts = new List<Verdict>();
        for (var now = TimeSpan.Zero; now < time && !verdicts.Exists(verdict => verdict.Leave); now += TimeSpan.FromMilliseconds(250))
        {
            foreach (var (other, at) in noticed)
                if (at <= now) outlook.Unreachable(other, now);
            foreach (var asked in outlook.ToAsk(coordinators, now))
                if (answers(asked)) outlook.Answered(asked.Key, asked.Address, now);
            verdicts.Add(outlook.Decide(coordinators, self.Settled, orphaned?.Invoke(now) ?? false, now));
        }
        return verdicts;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Sighted Node(int number, bool coordinator) => new(new Address("akka.tcp", "actorsearch", $"10.0.0.{number}", 4053), number, coordinator);
}
