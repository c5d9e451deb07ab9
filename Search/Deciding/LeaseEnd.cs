namespace ActorSearch.Search.Deciding;

/// <summary>Why a lease ended without an outcome. The journal and people have it in words (<see cref="ToString"/>), which <see cref="Parse"/> reads.</summary>
/// <param name="Seconds">For how long the trainer was silent; 0 for other kinds.</param>
/// <param name="Words">The words of <see cref="LeaseEndKind.Other"/>; null for other kinds.</param>
public readonly record struct LeaseEnd(LeaseEndKind Kind, double Seconds = 0, string? Words = null)
{
    private const string SilentFor = "silent for ", Unit = " s";

    private static readonly LeaseEndKind[] Fixed =
        [LeaseEndKind.HandedBack, LeaseEndKind.TrainerEnded, LeaseEndKind.TrainerWithoutIt, LeaseEndKind.GivenUp, LeaseEndKind.Cancelled];

    /// <summary>The trainer did not report for so long, in whole seconds.</summary>
    public static LeaseEnd Silent(TimeSpan time) => new(LeaseEndKind.Silent, Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero));

    /// <summary>The reason that prints these words.</summary>
    public static LeaseEnd Parse(string words)
    {
        foreach (var kind in Fixed)
            if (new LeaseEnd(kind) is var end && end.ToString() == words) return end;
        if (words.StartsWith(SilentFor, StringComparison.Ordinal) && words.EndsWith(Unit, StringComparison.Ordinal)
            && words.Length > SilentFor.Length + Unit.Length
            && double.TryParse(words.AsSpan(SilentFor.Length..^Unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && new LeaseEnd(LeaseEndKind.Silent, seconds) is var silent && silent.ToString() == words) return silent;
        return new LeaseEnd(LeaseEndKind.Other, Words: words);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        LeaseEndKind.HandedBack => "handed back",
        LeaseEndKind.TrainerEnded => "the trainer ended",
        LeaseEndKind.TrainerWithoutIt => "its trainer does not have it any more",
        LeaseEndKind.Silent => string.Create(CultureInfo.InvariantCulture, $"{SilentFor}{Seconds:0}{Unit}"),
        LeaseEndKind.GivenUp => "the candidate was given up",
        LeaseEndKind.Cancelled => "the search was cancelled",
        _ => Words ?? "",
    };
}
