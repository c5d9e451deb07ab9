using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// The first of the seeds founds a cluster when no other node answers it. Cut off from the others it would found a second one beside theirs, and take the
/// journal from them: so it does not join until it sees a majority of the seeds, itself included.
/// </summary>
internal static class Founding
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    /// <summary>Quiet for as long as others that are started together with this one may take.</summary>
    private const int QuietRounds = 10;

    /// <param name="seeds">All of them, in the order that is the same on every node.</param>
    public static async Task WaitAsync(Cluster cluster, IReadOnlyList<Address> seeds, TextWriter output, CancellationToken stop)
    {
        var others = seeds.Where(seed => !seed.Equals(cluster.SelfAddress)).ToList();
        for (var round = 1; ; round++)
        {
            var pause = Task.Delay(AnswerWithin, stop);
            var answers = await Task.WhenAll(others.Select(seed => AnswersAsync(cluster.System, seed, stop)));
            if (1 + answers.Count(answer => answer) > seeds.Count / 2) return;
            var silent = string.Join(", ", others.Where((_, i) => !answers[i]).Select(seed => $"{seed.Host}:{seed.Port}"));
            if (round == QuietRounds)
                output.WriteLine($"waiting: a majority of the coordinators has to be there before this one founds a cluster; no answer from {silent}");
            await pause;
        }
    }

    /// <summary>A coordinator's actor system is there, whether or not it is in a cluster.</summary>
    private static async Task<bool> AnswersAsync(ActorSystem system, Address seed, CancellationToken stop)
    {
        try
        {
            await system.ActorSelection(new RootActorPath(seed) / "user" / "members").ResolveOne(AnswerWithin, stop);
            return true;
        }
        catch (Exception e) when (e is ActorNotFoundException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
