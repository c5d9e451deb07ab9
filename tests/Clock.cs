namespace ActorSearch;

/// <summary>Time that passes when the test says so.</summary>
internal sealed class Clock : TimeProvider
{
    /// <summary>Since the system started, and since the Unix epoch.</summary>
    public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(30) + Now;
}
