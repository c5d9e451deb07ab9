using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>
/// A number that says how well one set of weights does on one split. Every class derived from this one, in a file of its name, is registered: files, API,
/// dashboard, plots and report show it without another line. Derive from <see cref="CountMetric"/> or <see cref="RankingMetric"/>.
/// </summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="title">See <see cref="Title"/>.</param>
/// <param name="order">See <see cref="Order"/>.</param>
/// <param name="shownIn">See <see cref="ShownIn"/>.</param>
/// <param name="lowerIsBetter">See <see cref="LowerIsBetter"/>.</param>
public abstract class Metric(string name, string title, int order, ShownIn shownIn, bool lowerIsBetter = false) : Registered<Metric>
{
    /// <summary>All that are known, in the order of the files: by <see cref="Order"/>, then by name.</summary>
    public static new ImmutableArray<Metric> All { get; } = [.. Registered<Metric>.All.OrderBy(metric => metric.Order)];

    /// <summary>In `front.json`, `candidates.csv` and `report.csv`; never renamed.</summary>
    public sealed override string Name => name;

    /// <summary>In journal records and ticket files, camelCase; never renamed.</summary>
    public virtual string Key => Name;

    /// <summary>In tables and at axes, for people.</summary>
    public string Title => title;

    /// <summary>A number of samples; else a share, or some other real number.</summary>
    public virtual bool IsCount => false;

    /// <summary>How people read it, as a format of <see cref="double.ToString(string)"/>.</summary>
    public virtual string Format => IsCount ? "#,0.##" : "0.0000";

    /// <summary>The direction of better.</summary>
    public bool LowerIsBetter => lowerIsBetter;

    /// <summary>Its place among the columns; those without a place of their own come last.</summary>
    public int Order => order;

    /// <summary>Where it is shown.</summary>
    public ShownIn ShownIn => shownIn;

    /// <summary>On test it has a bootstrap interval.</summary>
    public virtual bool HasInterval => false;

    /// <summary>It lies between 0 and this, which keeps intervals in the range; null where it has no such range.</summary>
    public virtual double? Most(int positives, int negatives) => IsCount ? positives + negatives : 1;

    /// <summary>
    /// What <see cref="Part"/> is a share of, the same for all runs on a split. A mean over runs is the sum of their parts divided once, which is exact where
    /// parts are whole numbers.
    /// </summary>
    public virtual double Whole(int positives, int negatives) => 1;

    /// <summary>
    /// The figure of a run, at the search's operating point where it needs a threshold; not a number where the version that wrote the run did not compute it.
    /// </summary>
    public abstract double Of(Evaluation evaluation);

    /// <summary>The figure of a resample times <see cref="Whole"/>.</summary>
    /// <param name="called">How many groups of equal scores, from the highest on, are called positive.</param>
    internal abstract double Part(GroupCounts counts, int called);
}
