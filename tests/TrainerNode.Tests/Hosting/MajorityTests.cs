using ActorSearch.TrainerNode.Node.Hosting.Downing;
using Akka.Actor;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Hosting;

/// <summary>However the coordinators of a cluster lose sight of each other, one side at most stays, and one of it removes the others.</summary>
public sealed class MajorityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_two_sides_one_stays(int coordinators)
    {
        var all = Coordinators(coordinators);
        for (var cut = 0; cut < 1 << coordinators; cut++)
        {
            var left = all.Where((_, i) => (cut >> i & 1) == 1).ToHashSet();
            // A side with coordinators, or one of trainers only.
            var leftStays = Majority.Stays(all.Select(Up), address => !left.Contains(address));
            var rightStays = Majority.Stays(all.Select(Up), left.Contains);
            Assert.True(leftStays ^ rightStays, $"{cut} of {coordinators}");
            Assert.Equal(left.Count * 2 == coordinators ? left.Contains(all[0]) : left.Count * 2 > coordinators, leftStays);
        }
    }

    /// <summary>What two nodes can have heard of a coordinator when they lose sight of each other: the cluster goes on only when all have heard.</summary>
    private static readonly (bool? Left, bool? Right)[] Heard = Both(
    [
        (null, Joins), (Joins, Joins), (Joins, IsUp), (IsUp, IsUp), (IsUp, Leaves), (Leaves, Leaves), (Leaves, null), (null, null),
    ]);

    private static bool? IsUp => true;
    private static bool? Joins => false;
    private static bool? Leaves => false;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_two_sides_one_acts_at_most_whatever_each_has_heard_of_those_that_join_and_leave(int coordinators)
    {
        var all = Coordinators(coordinators);
        var heard = new (bool? Left, bool? Right)[coordinators];
        for (var choice = 0; choice < Math.Pow(Heard.Length, coordinators); choice++)
        {
            for (var (i, rest) = (0, choice); i < coordinators; i++, rest /= Heard.Length) heard[i] = Heard[rest % Heard.Length];
            Sighted[] onLeft = [.. View(pair => pair.Left)], onRight = [.. View(pair => pair.Right)];
            for (var cut = 0; cut < 1 << coordinators; cut++)
            {
                var left = all.Where((_, i) => (cut >> i & 1) == 1).ToHashSet();
                var both = Acts(onLeft, address => !left.Contains(address)) && Acts(onRight, left.Contains);
                Assert.False(both, $"{cut}: {string.Join(", ", heard)}");
            }
        }

        IEnumerable<Sighted> View(Func<(bool? Left, bool? Right), bool?> of) =>
            all.Index().Where(one => of(heard[one.Index]) is not null).Select(one => Up(one.Item) with { Settled = of(heard[one.Index])!.Value });

        static bool Acts(Sighted[] view, Func<Address, bool> gone) =>
            Majority.Stays(view, gone) && view.Any(one => !gone(one.Address) && Majority.IsResponsible(one.Address, view, gone));
    }

    [Fact]
    public void One_coordinator_of_those_in_sight_is_responsible()
    {
        var all = Coordinators(5);
        for (var gone = 0; gone < (1 << 5) - 1; gone++)
        {
            bool IsGone(Address address) => (gone >> Array.IndexOf(all, address) & 1) == 1;
            Assert.Single(all, address => !IsGone(address) && Majority.IsResponsible(address, all.Select(Up), IsGone));
        }
    }

    /// <summary>A trainer waits for the only coordinator when that one has left in order: it is no member then.</summary>
    [Fact]
    public void Without_coordinators_among_the_members_nobody_is_missed() => Assert.True(Majority.Stays([], _ => true));

    private static Sighted Up(Address address) => new(address, 0, true);

    private static (bool? Left, bool? Right)[] Both((bool? Left, bool? Right)[] pairs) =>
        [.. pairs.Concat(pairs.Select(pair => (pair.Right, pair.Left))).Distinct()];

    private static Address[] Coordinators(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Address("akka.tcp", "actorsearch", $"10.0.0.{i + 1}", 4053))];
}
