using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Web.Dashboard.Reading;
using Microsoft.AspNetCore.Components;

namespace ActorSearch.Coordinator.Web.Dashboard.Components;

/// <summary>A part of a search's page that reads documents of its own when the search has changed: not more often than it says, and not while the last one is on its way.</summary>
public abstract class SearchPart : LivePage
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _seen = "";

    [Parameter, EditorRequired] public string Search { get; set; } = "";

    /// <summary>Another one when the search has changed.</summary>
    [Parameter, EditorRequired] public string Version { get; set; } = "";

    /// <summary>False while another view is looked at: this one stays as it is, and reads nothing.</summary>
    [Parameter] public bool Shown { get; set; } = true;

    protected override object Subject => Search;

    /// <summary>A second, where every reader costs the active coordinator a look at all candidates.</summary>
    protected virtual TimeSpan AtMostEvery => TimeSpan.FromSeconds(1);

    /// <summary>Why nothing is shown; null where something is.</summary>
    protected string? Missing { get; private set; }

    [Inject] internal DocumentCache Documents { get; set; } = null!;

    protected override void OnParametersSet()
    {
        if (IsBehind) _changed.TrySetResult();
    }

    protected override bool ShouldRender() => Shown;

    private bool IsBehind => Shown && Version != _seen;

    /// <summary>Reads what is shown.</summary>
    protected abstract Task ReadAsync(CancellationToken cancel);

    protected override async Task FollowAsync(CancellationToken cancel)
    {
        while (true)
        {
            _seen = Version;
            var pause = Task.Delay(AtMostEvery, cancel);
            await ReadAsync(cancel);
            StateHasChanged();
            await pause;
            while (!IsBehind)
            {
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await _changed.Task.WaitAsync(cancel);
            }
        }
    }

    /// <summary>The document, or the last one where there is none at the moment.</summary>
    private protected async Task<T?> NewestAsync<T>(DocumentKind kind, T? last, CancellationToken cancel) where T : class
    {
        var answer = await Documents.ReadAsync<T>(Search, kind, cancel);
        Missing = answer.Document is null && last is null ? answer.Waiting ?? answer.Missing : null;
        return answer.Document ?? last;
    }
}
