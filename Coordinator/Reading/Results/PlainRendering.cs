using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>Tables and panels with plain text in them (<see cref="PlainText"/>); what the console itself needs for colours is not touched.</summary>
internal sealed class PlainRendering : IRenderHook
{
    /// <summary>The console, which draws plainly from now on.</summary>
    public static IAnsiConsole On(IAnsiConsole console)
    {
        console.Pipeline.Attach(new PlainRendering());
        return console;
    }

    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Plain(renderable));

    private sealed class Plain(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(segment => segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(PlainText.Of(segment.Text), segment.Style));
    }
}
