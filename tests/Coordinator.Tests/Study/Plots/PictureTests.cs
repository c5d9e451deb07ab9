using System.Xml.Linq;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Coordinator.Tests.Support;
using SkiaSharp;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Study.Plots;

/// <summary>Pictures as files: their letters, their size on paper, and the same bytes for the same search.</summary>
public sealed class PictureTests
{
    private static readonly PlotData Data = PlotData.Of(SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12, replicates: 3))));

    private static readonly Figure Front = FrontFigure.Of(Data, Split.Validation) with { Title = "a title" };

    public static TheoryData<string> Kinds => ["front", "hypervolume", "curves", "cost"];

    private static Figure FigureOf(string kind, PlotData data) => kind switch
    {
        "hypervolume" => HypervolumeFigure.Of(data, Over.Epochs),
        "curves" => CurvesFigure.Of(data),
        "cost" => CostFigure.Of(data, Split.Test),
        _ => FrontFigure.Of(data, Split.Validation),
    };

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
    public void The_picture_has_letters_where_the_title_and_the_axis_labels_are_and_the_size_asked_for()
    {
        using var picture = SKBitmap.Decode(FigureFile.Png(Front, new PaperSize(254, 127, 200)));
        Assert.Equal((2000, 1000), (picture.Width, picture.Height));
        Assert.True(Dark(picture, 800, 4, 1200, 40) > 50, "no title");
        Assert.True(Dark(picture, 200, 950, 1000, 999) > 50, "no label under the horizontal axis");
        Assert.True(Dark(picture, 0, 300, 50, 900) > 50, "no label beside the vertical axis");
        using var column = SKBitmap.Decode(FigureFile.Png(Front, new PaperSize(88.9, null, 300)));
        Assert.Equal(1050, column.Width);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_search_gives_the_same_bytes(string kind)
    {
        var size = new PaperSize(88, null, 150);
        var again = PlotData.Of(SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(12, replicates: 3))));
        Assert.Equal(FigureFile.Png(FigureOf(kind, Data), size), FigureFile.Png(FigureOf(kind, again), size));
        Assert.Equal(FigureFile.Svg(FigureOf(kind, Data), size), FigureFile.Svg(FigureOf(kind, again), size));
    }

    /// <summary>Text that can be searched, every label and every name of the legend among it; its size in mm, and scalable.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_SVG_says_in_text_what_the_figure_says(string kind)
    {
        var figure = FigureOf(kind, Data);
        var svg = XDocument.Parse(System.Text.Encoding.UTF8.GetString(FigureFile.Svg(figure, new PaperSize(180, null, 96)))).Root!;
        Assert.StartsWith("180", svg.Attribute("width")!.Value, StringComparison.Ordinal);
        Assert.EndsWith("mm", svg.Attribute("height")!.Value, StringComparison.Ordinal);
        Assert.NotNull(svg.Attribute("viewBox"));
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim()).ToHashSet();
        Assert.All(figure.Panels, panel =>
        {
            Assert.Contains(panel.Y.Label, texts);
            Assert.All(panel.Y.Ticks.Concat(panel.X.Ticks), tick => Assert.Contains(tick.Text, texts));
            Assert.All(panel.Series.Where(series => series.Name is not null), series => Assert.Contains(series.Name!, texts));
        });
        Assert.Contains(figure.Panels[^1].X.Label, texts);
        Assert.All(svg.Descendants().Attributes("font-family"), family => Assert.StartsWith("Inter, ", family.Value, StringComparison.Ordinal));
    }

    /// <summary>Before anything is trained, `run` writes a picture too.</summary>
    [Fact]
    public void A_search_without_results_gives_a_picture()
    {
        Assert.NotEmpty(FrontPicture.Png(SampleSearches.Reference(SampleSearches.Submission(), _ => true)));
        var nothing = PlotData.Of(SampleSearches.Reference(SampleSearches.Submission(), _ => true));
        foreach (var kind in Kinds) Assert.NotEmpty(FigureFile.Png(FigureOf(kind, nothing), new PaperSize(88, null, 96)));
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
