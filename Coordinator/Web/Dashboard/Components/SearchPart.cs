using Microsoft.AspNetCore.Components;

namespace ActorSearch.Coordinator.Web.Dashboard.Components;

/// <summary>
/// A part of a search's page that reads documents of its own when the search has changed, but not more often than it says, and one after the other.
/// </summary>
public abstract class SearchPart : LivePage
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private object? _seen;

    /// <summary>The search's id.</summary>
    [Parameter, EditorRequired] public string Search { get; set; } = "";

    /// <summary>Another one when the search has changed.</summary>
    [Parameter, EditorRequired] public object? Version { get; set; }

    /// <summary>False while the page shows another view: this one stays as it is, and reads nothing.</summary>
    [Parameter] public bool Shown { get; set; } = true;

    /// <inheritdoc/>
    protected override object Subject => Search;

    private bool IsBehind => Shown && !Equals(Version, _seen);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (IsBehind) _changed.TrySetResult();
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => Shown;

    /// <inheritdoc/>
    protected override async Task AgainAsync(CancellationToken cancel)
    {
        _seen = Version;
        await base.AgainAsync(cancel);
        while (!IsBehind)
        {
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _changed.Task.WaitAsync(cancel);
        }
    }
}
