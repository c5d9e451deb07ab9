using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>Figures as people read them; a dash where there is none.</summary>
internal static class Show
{
    public const string None = "–";

    public static string Count(long? value) => Number(value, "N0");

    /// <summary>Means over replicates: two places at most, as few as say something.</summary>
    public static string Number(double? value, string format = "#,0.##") => value?.ToString(format, CultureInfo.InvariantCulture) ?? None;

    public static string Auc(double? value) => Number(value, "0.0000");

    public static string Share(double? value, string format = "0.00") => value is { } share ? Words.Percent(share, format) : None;

    /// <summary>Of weights: 99.2 % sparse and 99.99 % sparse are far apart.</summary>
    public static string Sparsity(double? value) => Share(value, value > 0.99 ? "0.000" : "0.00");

    public static string Hypervolume(double? value) => Number(value, "0.00000");

    public static string Bytes(long? value) => value switch
    {
        null or 0 => None,
        < 1_000_000 => Number(value / 1e3, "0.#") + " kB",
        < 1_000_000_000 => Number(value / 1e6, "0.#") + " MB",
        _ => Number(value / 1e9, "0.#") + " GB",
    };

    /// <summary>The first half of an id: it is unique all but always, and the commands take it.</summary>
    public static string Short(string candidate) => candidate.Length > 8 ? candidate[..8] : candidate;

    /// <summary>Epochs trained, as a share of those planned.</summary>
    public static double Done(StatusDocument status, SlotsDocument? slots = null)
    {
        if (status.Status == "finished") return 1;
        var planned = Math.Max(status.EpochsPlanned, status.Plan.Epochs);
        return planned <= 0 ? 0 : Math.Clamp((status.EpochsDone + (slots?.EpochsInTraining ?? 0)) / (double)planned, 0, 1);
    }

    /// <summary>A difference, with its sign.</summary>
    public static string Signed(double? value, string format) =>
        value is { } difference ? (difference > 0 ? "+" : difference < 0 ? "−" : "±") + Number(Math.Abs(difference), format) : None;

    /// <summary>The class of a cell whose value is better by so much.</summary>
    public static string Gain(double? gain) => gain switch { > 0 => "good", < 0 => "worse", _ => "" };
}
