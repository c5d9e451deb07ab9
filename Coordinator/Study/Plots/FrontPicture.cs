using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>`front.png` of a run's folder: wide, with the search's name and counts above.</summary>
internal static class FrontPicture
{
    public static byte[] Png(SearchState state)
    {
        var data = PlotData.Of(state, []);
        var trained = data.Rows.Where(row => row.Epochs is not null).ToArray();
        var unusable = trained.Count(row => row.Level > 0 && row.State != "done");
        var title = $"{data.Name}: {Words.Count(trained.Length, "candidate")}, {Words.Count(state.Front.Count, "member")} of the front"
            + (unusable > 0 ? $"; {unusable} unusable not shown" : "");
        return FigureFile.Png(FrontFigure.Of(data, Split.Validation) with { Title = title }, new PaperSize(180, null, 220));
    }
}
