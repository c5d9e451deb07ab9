namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Axes and their ticks.</summary>
internal static class Axes
{
    private static readonly double[] Shares =
        [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001, 0.00005, 0.00002, 0.00001];

    /// <summary>Place of a share of weights on its axis: halvings, so that each halving of the network is one step to the right.</summary>
    public static double OfShare(double share) => -Math.Log2(share);

    /// <summary>The axis of the weights left, from all of them to the least share there is.</summary>
    public static Axis WeightsLeft(double least)
    {
        var end = Math.Max(1, OfShare(least));
        return new("weights left (%, log scale)", -0.05 * end, 1.05 * end,
            [.. Shares.Where(share => OfShare(share) <= 1.05 * end).Select(share => new Tick(OfShare(share), $"{share * 100:0.####}"))]);
    }

    /// <summary>A linear axis with some margin, and ticks at round numbers, all with equally many decimals.</summary>
    /// <param name="least">Ticks and margin do not go below, unless <paramref name="low"/> does; as 0 for counts.</param>
    /// <param name="most">The same at the other end, as 1 for an AUC.</param>
    public static Axis Linear(
        string label, double low, double high, bool whole = false, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        // Equal but for rounding, too: ticks would be closer than numbers are.
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
            (low, high) = whole ? (low, low + 1) : (low - Small(low), high + Small(high));
        var margin = 0.06 * (high - low);
        var (from, to) = (low - margin, high + margin);
        return new(label, from, to, Round(Math.Max(from, Math.Min(least, low)), Math.Min(to, Math.Max(most, high)), whole));
    }

    /// <summary>Three to seven round numbers between two.</summary>
    public static IReadOnlyList<Tick> Round(double low, double high, bool whole = false)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        if (whole) step = Math.Max(1, Math.Round(step));
        var format = "#,0." + new string('0', Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9)));
        var ticks = new List<Tick>();
        // + 0.0: there is a negative zero.
        for (var i = Math.Ceiling(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
        {
            var at = i * step + 0.0;
            ticks.Add(new(at, at.ToString(format)));
        }
        return ticks;
    }

    private static double Small(double value) => value == 0 ? 0.5 : Math.Abs(value) * 0.01;
}
