using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Web.Api;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>What it took to read pages as a dashboard does: the best hundred by AUC, and how the search stands.</summary>
/// <param name="Pages">Read while the search ran.</param>
/// <param name="MeanSeconds">Of a page while the search ran, from the question to the last byte.</param>
/// <param name="LongestSeconds">The slowest of them.</param>
/// <param name="LongestStatusSeconds">The slowest status while the search ran; the first one holds the estimate of the plan.</param>
/// <param name="IdleSeconds">Of a page of all candidates once the search has ended, the median of ten.</param>
/// <param name="Pictures">The same of what a dashboard draws.</param>
internal sealed record PageFigures(
    int Pages, double MeanSeconds, double LongestSeconds, double LongestStatusSeconds, double IdleSeconds, IReadOnlyList<PictureFigures> Pictures);

/// <summary>What it took to read a document that a dashboard draws.</summary>
/// <param name="FirstSeconds">Once the search has ended, by an actor that has never written it.</param>
/// <param name="Bytes">Of all candidates.</param>
internal sealed record PictureFigures(string Document, double MeanSeconds, double LongestSeconds, double FirstSeconds, int Bytes);

/// <summary>Reads pages again and again while a simulated search runs.</summary>
internal sealed class PageReader(SearchGateway gateway)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private static readonly DocumentKind[] Drawn = [DocumentKind.Points, DocumentKind.History, DocumentKind.Tree];

    /// <summary>Seconds of each reading while the search ran.</summary>
    private readonly Dictionary<DocumentKind, List<double>> _times =
        Drawn.Prepend(DocumentKind.Candidates).Prepend(DocumentKind.Status).ToDictionary(kind => kind, _ => new List<double>());

    /// <summary>Until it is cancelled.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                foreach (var (kind, times) in _times) times.Add((await TimeAsync(kind, stop)).Seconds);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    public async Task<PageFigures> FiguresAsync(CancellationToken cancel)
    {
        var idle = new List<double>();
        for (var i = 0; i < 10; i++) idle.Add((await TimeAsync(DocumentKind.Candidates, cancel)).Seconds);
        var (mean, longest) = Summary(DocumentKind.Candidates);
        return new(
            _times[DocumentKind.Candidates].Count, mean, longest, Summary(DocumentKind.Status).Longest, idle.Order().ElementAt(idle.Count / 2), []);
    }

    /// <summary>What a dashboard draws, of a search that has ended and that no client has read yet.</summary>
    public async Task<IReadOnlyList<PictureFigures>> PicturesAsync(PageReader whileRunning, CancellationToken cancel)
    {
        var figures = new List<PictureFigures>();
        foreach (var kind in Drawn)
        {
            var (first, bytes) = await TimeAsync(kind, cancel);
            var (mean, longest) = whileRunning.Summary(kind);
            figures.Add(new(kind.ToString().ToLowerInvariant(), mean, longest, first, bytes));
        }
        return figures;
    }

    private (double Mean, double Longest) Summary(DocumentKind kind) => (_times[kind].DefaultIfEmpty().Average(), _times[kind].DefaultIfEmpty().Max());

    private async Task<(double Seconds, int Bytes)> TimeAsync(DocumentKind kind, CancellationToken cancel)
    {
        var page = new CandidateQuery([], null, null, null, null, null, null, CandidateOrder.Auc, true, 0, 100);
        var clock = Stopwatch.StartNew();
        var content = await gateway.ReadAsync(new GetDocument(SimulatedSearch.Id, kind, page), cancel);
        return (clock.Elapsed.TotalSeconds, content.Length);
    }
}
