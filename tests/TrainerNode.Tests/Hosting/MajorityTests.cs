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
            var leftStays = Majority.Stays(all, address => !left.Contains(address));
            var rightStays = Majority.Stays(all, left.Contains);
            Assert.True(leftStays ^ rightStays, $"{cut} of {coordinators}");
            Assert.Equal(left.Count * 2 == coordinators ? left.Contains(all[0]) : left.Count * 2 > coordinators, leftStays);
        }
    }

    [Fact]
    public void One_coordinator_of_those_in_sight_is_responsible()
    {
        var all = Coordinators(5);
        for (var gone = 0; gone < (1 << 5) - 1; gone++)
        {
            bool IsGone(Address address) => (gone >> Array.IndexOf(all, address) & 1) == 1;
            Assert.Single(all, address => !IsGone(address) && Majority.IsResponsible(address, all, IsGone));
        }
    }

    /// <summary>A trainer waits for the only coordinator when that one has left in order: it is no member then.</summary>
    [Fact]
    public void Without_coordinators_among_the_members_nobody_is_missed() => Assert.True(Majority.Stays([], _ => true));

    private static Address[] Coordinators(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Address("akka.tcp", "actorsearch", $"10.0.0.{i + 1}", 4053))];
}
