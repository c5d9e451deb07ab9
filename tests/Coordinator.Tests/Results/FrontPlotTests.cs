using ActorSearch.Coordinator.Results;
using SkiaSharp;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Results;

public sealed class FrontPlotTests
{
    private static readonly PlotPoint[] Points =
        [new(1, 12, 0.95, true, true), new(0.5, 9, 0.96, true, false), new(0.1, 14, 0.93, false, false), new(0.03, 8, 0.91, true, false)];

    /// <summary>The letters come from the font that is carried along: the machine's own fonts are not asked.</summary>
    [Fact]
    public void Letters_are_drawn_with_the_font_that_is_carried_along()
    {
        PlotFonts.Register();
        Assert.Equal("Inter", ScottPlot.Fonts.Default);
        var face = ScottPlot.Fonts.GetTypeface("Inter", bold: false, italic: false);
        Assert.Equal("Inter", face.FamilyName);
        Assert.All("AUC 0.95 % weights left (λ)", letter => Assert.True(face.ContainsGlyph(letter), $"no glyph for {letter}"));
    }

    [Fact]
    public void The_picture_has_label_pixels_where_the_title_and_the_axis_labels_are()
    {
        using var picture = SKBitmap.Decode(FrontPlot.Png("cracks", "4 candidates", 60, Points));
        Assert.Equal((1500, 720), (picture.Width, picture.Height));
        Assert.True(Dark(picture, 200, 5, 600, 50) > 100, "no title");
        Assert.True(Dark(picture, 200, 690, 700, 719) > 100, "no label under the horizontal axis");
        Assert.True(Dark(picture, 0, 200, 24, 600) > 100, "no label beside the vertical axis");
    }

    [Fact]
    public void The_same_points_give_the_same_bytes_and_no_points_give_a_picture_too()
    {
        Assert.Equal(FrontPlot.Png("a", "b", 60, Points), FrontPlot.Png("a", "b", 60, Points));
        Assert.NotEmpty(FrontPlot.Png("a", "b", 60, []));
    }

    private static int Dark(SKBitmap picture, int left, int top, int right, int bottom)
    {
        var count = 0;
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                if (picture.GetPixel(x, y) is { Red: < 128, Green: < 128, Blue: < 128 }) count++;
        return count;
    }
}
