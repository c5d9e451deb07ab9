using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>
/// Colours that remain distinguishable for all kinds of colour vision (Okabe and Ito 2008), each with a shape, so that print without colour shows them, too.
/// </summary>
internal static class Palette
{
    public const string Ink = "#000000";
    public const string Gray = "#9AA1A9";

    /// <summary>The dense network, in every picture.</summary>
    public const string Dense = "#D55E00";

    private static readonly (string Color, MarkerShape Shape)[] Groups =
    [
        ("#0072B2", MarkerShape.FilledCircle), ("#E69F00", MarkerShape.FilledSquare), ("#009E73", MarkerShape.FilledTriangleUp),
        ("#CC79A7", MarkerShape.FilledDiamond), ("#56B4E9", MarkerShape.FilledTriangleDown),
    ];

    private static readonly LinePattern[] Dashes = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    /// <summary>Of the group with this number; after five they come again with another line.</summary>
    public static (string Color, MarkerShape Shape, LinePattern Dash) Group(int number)
    {
        var (color, shape) = Groups[number % Groups.Length];
        return (color, shape, Dashes[number / Groups.Length % Dashes.Length]);
    }
}
