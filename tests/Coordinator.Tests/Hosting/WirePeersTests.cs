using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Whose an address is, with a clock of the test's own.</summary>
public sealed class WirePeersTests
{
    private static readonly Address One = new("ssl.tcp", "actorsearch", "10.0.0.1", 7), Seed = new("ssl.tcp", "actorsearch", "head", 4053);
    private static readonly WirePeer First = new("first", false), Second = new("second", false), Coordinator = new("coordinator", true);

    private readonly Clock _clock = new();
    private readonly WirePeers _peers;

    public WirePeersTests() => _peers = new WirePeers([new HostPort("head", 4053)], _clock);

    [Fact]
    public void An_address_stays_with_its_certificate_while_a_network_comes_and_goes()
    {
        Assert.True(_peers.Claim(One, First));
        Assert.True(_peers.Claim(One, First));
        _peers.Release(One);
        Assert.False(_peers.Claim(One, Second));
        _peers.Release(One);
        _clock.Now += WirePeers.HeldFor - TimeSpan.FromSeconds(1);
        Assert.False(_peers.Claim(One, Second));
        Assert.True(_peers.Claim(One, First));
        _clock.Now += 3 * WirePeers.HeldFor;
        Assert.False(_peers.Claim(One, Second)); // a connection is open
        _peers.Release(One);
        _clock.Now += WirePeers.HeldFor + TimeSpan.FromSeconds(1);
        Assert.True(_peers.Claim(One, Second));
    }

    [Fact]
    public void A_coordinators_address_is_no_trainers_and_its_certificate_may_be_a_new_one()
    {
        Assert.False(_peers.Claim(Seed, First));
        Assert.True(_peers.Claim(Seed, Coordinator));
        Assert.True(_peers.Claim(Seed, Coordinator with { Certificate = "made anew" }));
    }
}
