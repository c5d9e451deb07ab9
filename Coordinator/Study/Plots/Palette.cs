namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Colours that differ for every kind of colour vision (Okabe and Ito 2008), each with a shape, so that they differ in print without colour, too.</summary>
internal static class Palette
{
    public const string Ink = "#000000";
    public const string Grey = "#9AA1A9";

    /// <summary>The dense network, in every picture.</summary>
    public const string Dense = "#D55E00";

    private static readonly (string Colour, Shape Shape)[] Groups =
        [("#0072B2", Shape.Circle), ("#E69F00", Shape.Square), ("#009E73", Shape.TriangleUp), ("#CC79A7", Shape.Diamond), ("#56B4E9", Shape.TriangleDown)];

    private static readonly Dash[] Dashes = [Dash.Solid, Dash.Dashed, Dash.Dotted];

    /// <summary>Of the group with this number; after five they come again with another line.</summary>
    public static (string Colour, Shape Shape, Dash Dash) Group(int number) =>
        (Groups[number % Groups.Length].Colour, Groups[number % Groups.Length].Shape, Dashes[number / Groups.Length % Dashes.Length]);
}
