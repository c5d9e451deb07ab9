using static System.FormattableString;

namespace ActorSearch.Search.Deciding;

/// <summary>Why a lease ended without an outcome. The journal and people have it in words (<see cref="ToString"/>), which <see cref="Parse"/> reads.</summary>
/// <param name="Seconds">For how long the trainer was silent; 0 for other kinds.</param>
/// <param name="Words">The words of <see cref="LeaseEndKind.Other"/>; null for other kinds.</param>
public readonly record struct LeaseEnd(LeaseEndKind Kind, double Seconds = 0, string? Words = null)
{
    /// <summary>The trainer did not report for so long, in whole seconds.</summary>
    public static LeaseEnd Silent(TimeSpan time) => new(LeaseEndKind.Silent, Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero));

    /// <summary>The reason that prints these words.</summary>
    public static LeaseEnd Parse(string words)
    {
        foreach (var kind in Enum.GetValues<LeaseEndKind>())
            if (kind != LeaseEndKind.Other && new LeaseEnd(kind) is var end && end.ToString() == words) return end;
        if (words.Split(' ') is [_, _, var number, _] && double.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && new LeaseEnd(LeaseEndKind.Silent, seconds) is var silent && silent.ToString() == words) return silent;
        return new LeaseEnd(LeaseEndKind.Other, Words: words);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        LeaseEndKind.HandedBack => "handed back",
        LeaseEndKind.TrainerEnded => "the trainer ended",
        LeaseEndKind.TrainerWithoutIt => "its trainer does not have it any more",
        LeaseEndKind.Silent => Invariant($"silent for {Seconds:0} s"),
        LeaseEndKind.GivenUp => "the candidate was given up",
        LeaseEndKind.Cancelled => "the search was cancelled",
        _ => Words ?? "",
    };
}
