using Microsoft.AspNetCore.Components;

namespace ActorSearch.Coordinator.Web.Dashboard.Components;

/// <summary>
/// A page that follows something for as long as somebody looks at it. The first drawing, by the server alone, waits for nothing; what there is to show comes over the
/// connection.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _following;

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    /// <summary>Follows until it is cancelled; begins anew when what is followed changes.</summary>
    protected abstract Task FollowAsync(CancellationToken cancel);

    /// <summary>What is followed, for example an id: another one begins anew.</summary>
    protected virtual object? Subject => null;

    private object? _followed;

    protected override void OnAfterRender(bool firstRender)
    {
        if (_left.IsCancellationRequested || (_following is not null && Equals(_followed, Subject))) return;
        _following?.Cancel();
        _following = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        _followed = Subject;
        _ = RunAsync(_following);
    }

    private async Task RunAsync(CancellationTokenSource following)
    {
        try
        {
            await FollowAsync(following.Token);
        }
        catch (OperationCanceledException) when (following.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _left.Cancel();
        _left.Dispose();
    }
}
