using ScottPlot;
using SkiaSharp;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Draws figures with ScottPlot. Sizes are pixels of 1/96 inch; the canvas scales them.</summary>
internal static class FigureDrawing
{
    private const float LabelSize = 10.5f, TickSize = 9.5f, TitleSize = 11.5f;
    private const float PointsToPixels = 96f / 72;
    private static readonly Color Ink = Color.FromHex(Palette.Ink);
    private static readonly ScottPlot.Colormaps.Viridis Shades = new();

    public static void Draw(SKCanvas canvas, Figure figure, FigureLayout layout)
    {
        PlotFonts.Register();
        // All of it, legend and title too: a page may be dark.
        using var paper = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, (float)Math.Ceiling(layout.Width), (float)Math.Ceiling(layout.Height), paper);
        using var font = new SKFont(PlotFonts.Typeface, TickSize);
        // The same for all, so that axes above each other begin at one place.
        var ticks = figure.Panels.SelectMany(panel => panel.Y.Ticks).Select(tick => font.MeasureText(tick.Text)).DefaultIfEmpty(0).Max();
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            using var plot = PlotOf(figure.Panels[i], layout.LabelsX(i), ticks);
            plot.Render(canvas, layout.Panels[i]);
        }
        using var head = HeadOf(figure, layout);
        head.Render(canvas, new PixelRect(0, (float)layout.Width, (float)layout.Height, 0));
    }

    /// <summary>Drawn beside others on one canvas, which it must not clear.</summary>
    private static Plot NewPlot()
    {
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        return plot;
    }

    private static Plot PlotOf(Panel panel, bool labelsX, float ticks)
    {
        var plot = NewPlot();
        foreach (var series in panel.Series) Add(plot, series);
        Style(plot.Axes.Bottom, labelsX ? panel.X : panel.X with { Label = "" });
        Style(plot.Axes.Left, panel.Y);
        plot.Axes.SetLimits(panel.X.Low, panel.X.High, panel.Y.Low, panel.Y.High);
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
        plot.Grid.MajorLineWidth = 0.5f;
        plot.Layout.Fixed(new PixelPadding(LabelSize + ticks + 17, 10, TickSize + (labelsX ? LabelSize + 15 : 10), 8));
        return plot;
    }

    private static void Style(IAxis axis, Axis of)
    {
        axis.Label.Text = of.Label;
        axis.Label.FontSize = LabelSize;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.MajorTickStyle.Length = 4;
        axis.MajorTickStyle.Width = axis.FrameLineStyle.Width = 0.8f;
        axis.MinorTickStyle.Length = 0;
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. of.Ticks.Select(tick => tick.At)], [.. of.Ticks.Select(tick => tick.Text)]);
    }

    private static void Add(Plot plot, Series series)
    {
        var (look, marks) = (series.Look, series.Marks);
        var color = Color.FromHex(look.Color).WithAlpha(look.Opacity);
        double[] xs = [.. marks.Select(mark => mark.X)], ys = [.. marks.Select(mark => mark.Y)];
        if (xs.Length == 0) return;
        if (look.Band && marks.All(mark => mark.Low is not null))
        {
            var band = plot.Add.FillY(xs, [.. marks.Select(mark => mark.Low!.Value)], [.. marks.Select(mark => mark.High!.Value)]);
            band.FillColor = color.WithAlpha(0.15);
            band.LineWidth = 0;
        }
        if (look.Line > 0)
        {
            var line = plot.Add.ScatterLine(xs, ys, color);
            (line.LineWidth, line.LinePattern) = ((float)look.Line * PointsToPixels, look.Dash ?? LinePattern.Solid);
        }
        if (look.Shape is not { } shape) return;
        if (marks.All(mark => mark is { Shade: null, Low: null }))
        {
            plot.Add.ScatterPoints(xs, ys).MarkerStyle = StyleOf(shape, look, color);
            return;
        }
        foreach (var mark in marks)
        {
            if (mark is { Low: { } low, High: { } high } && high > low)
            {
                var bar = plot.Add.Line(mark.X, low, mark.X, high);
                (bar.LineColor, bar.LineWidth) = (color.WithAlpha(0.7 * look.Opacity), 0.8f);
            }
            plot.Add.Marker(mark.X, mark.Y).MarkerStyle = StyleOf(shape, look, mark.Shade is { } shade ? Shades.GetColor(shade) : color);
        }
    }

    private static MarkerStyle StyleOf(MarkerShape shape, Look look, Color color)
    {
        var style = new MarkerStyle(shape, (float)look.Size * PointsToPixels, color);
        if (shape is MarkerShape.OpenDiamond) (style.LineWidth, style.LineColor) = (1.6f, color);
        else if (shape is MarkerShape.OpenTriangleUp or MarkerShape.OpenTriangleDown) (style.LineWidth, style.LineColor) = (0.8f, color);
        if (look.Outline) (style.OutlineColor, style.OutlineWidth) = (Ink, 0.7f);
        return style;
    }

    /// <summary>Title, legend and the panels' letters, as a plot without axes whose coordinates are pixels.</summary>
    private static Plot HeadOf(Figure figure, FigureLayout layout)
    {
        var plot = NewPlot();
        plot.Axes.SetLimits(0, layout.Width, layout.Height, 0);
        plot.HideAxesAndGrid();
        plot.Layout.Frameless();
        plot.FigureBackground.Color = plot.DataBackground.Color = Colors.Transparent;
        ScottPlot.Plottables.Text Write(string words, double x, double y, float size = (float)FigureLegend.FontSize, Alignment alignment = Alignment.MiddleLeft)
        {
            var text = plot.Add.Text(words, x, y);
            (text.LabelFontSize, text.LabelAlignment, text.LabelFontColor) = (size, alignment, Ink);
            return text;
        }
        if (layout.TitleHeight > 0) Write(figure.Title!, layout.Width / 2, layout.TitleHeight / 2 + 2, TitleSize, Alignment.MiddleCenter);
        for (var i = 0; i < layout.Panels.Count && layout.Panels.Count > 1; i++)
            Write($"{(char)('a' + i)}", layout.Panels[i].Left + 6, layout.Panels[i].Top + 8, TitleSize).LabelBold = true;
        foreach (var entry in layout.Legend.Entries)
        {
            var (left, middle, series) = (entry.Left, layout.TitleHeight + entry.Middle, entry.Series!);
            var (look, sample) = (series.Look, FigureLegend.SampleOf(series.Look));
            if (look.Line > 0) Add(plot, series with { Look = look with { Shape = null }, Marks = [new(left, middle), new(left + sample - 5, middle)] });
            if (look.Shape is not null)
            {
                double? shade = series.Marks is [{ Shade: not null }, ..] ? 0.5 : null;
                Add(plot, series with { Marks = [new(left + (sample - 5) / 2, middle, Shade: shade)] });
            }
            Write(entry.Text, left + sample, middle);
        }
        if (layout.Legend.Bar is { } bar)
        {
            const int Steps = 60;
            var (left, middle) = (bar.Left, layout.TitleHeight + bar.Middle);
            for (var i = 0; i < Steps; i++)
            {
                // Each a little over the next, so that no seam shows.
                var end = left + Math.Min(i + 1.5, Steps) * FigureLegend.BarWidth / Steps;
                var box = plot.Add.Rectangle(left + i * FigureLegend.BarWidth / Steps, end, middle - 4, middle + 4);
                (box.FillColor, box.LineWidth) = (Shades.GetColor((i + 0.5) / Steps), 0);
            }
            Write(bar.Text, left + FigureLegend.BarWidth + 6, middle);
        }
        return plot;
    }
}
