using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>`front.png` of a run's folder: wide, with the search's name and counts above.</summary>
internal static class FrontPicture
{
    public static byte[] Png(SearchState state)
    {
        var data = PlotData.Of(state, []);
        var trained = data.Rows.Count(row => row.Epochs is not null);
        var unusable = data.Rows.Count(row => row is { Epochs: not null, Level: > 0 } && row.State != "done");
        var title = $"{data.Name}: {Words.Count(trained, "candidate")}, {Words.Count(state.Front.Count, "member")} of the front" + (unusable > 0 ? $"; {unusable} unusable not shown" : "");
        return FigureFile.Png(FrontFigure.Of(data, Split.Validation, title), new PaperSize(180, null, 220));
    }
}
