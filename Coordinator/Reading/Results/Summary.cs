namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>Mean over the runs and their sample standard deviation (n - 1); null where there is one run, because one run has no spread.</summary>
internal readonly record struct Summary(double Mean, double? Sd)
{
    public static Summary Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Sum() / values.Count;
        return new(mean, values.Count < 2 ? null : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)));
    }

    /// <summary>JSON cannot hold NaN or infinity (a diverged loss, a figure that the version that wrote the runs did not have): null instead.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
