using System.Security.Cryptography;
using System.Text;
using ActorSearch.Search.Landscape;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>Settings of the table trainer for tests, and checkpoints.</summary>
internal static class Tables
{
    /// <summary>
    /// Coarse numbers, so that equal scores occur; some candidates are dead, answer with one class or always fail, and some tickets are one file.
    /// </summary>
    /// <param name="faulty">Share of candidates that are ineligible, and the same share again that always fail.</param>
    public static TableTrainer Rough(int seed, double faulty = 0.1) => new(seed)
    {
        Positives = 20,
        Negatives = 80,
        Tensors = [("fc1.weight", 10_000)],
        AucGrain = 0.01,
        FaultyShare = faulty,
        SharedTickets = 0.25,
        WithScores = true,
    };

    public static TrainingCheckpoint Checkpoint(WorkOrder order, int number)
    {
        var contents = $"checkpoint {number} of {order.Work}";
        return new(new CheckpointRef(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contents))), contents.Length, number), number, 0);
    }
}
