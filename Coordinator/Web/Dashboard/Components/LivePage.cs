using ActorSearch.Coordinator.Web.Dashboard.Reading;
using Microsoft.AspNetCore.Components;

namespace ActorSearch.Coordinator.Web.Dashboard.Components;

/// <summary>
/// A page, or a part of one, that follows something for as long as a browser shows it. The server's first rendering waits for nothing; the contents come over
/// the page's connection.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _following;
    private object? _followed;

    [Inject] internal DocumentCache Documents { get; set; } = null!;

    /// <summary>Why the present state is not known at the moment; null where it is.</summary>
    internal string? Waiting { get; private protected set; }

    /// <summary>Why there is nothing to show; null where there is, or may be.</summary>
    internal string? Missing { get; private protected set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Left => _left.Token;

    /// <summary>What is followed, for example an id: when it changes, the page begins anew.</summary>
    protected virtual object? Subject => null;

    /// <summary>From the beginning of one reading to the beginning of the next.</summary>
    protected virtual TimeSpan AskEvery => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (_left.IsCancellationRequested || (_following is not null && Equals(_followed, Subject))) return;
        _following?.Cancel();
        _following = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        _followed = Subject;
        _ = RunAsync(_following);
    }

    /// <summary>Reads again and again until it is cancelled.</summary>
    protected virtual async Task FollowAsync(CancellationToken cancel)
    {
        while (true)
        {
            var again = AgainAsync(cancel);
            await ReadAsync(cancel);
            StateHasChanged();
            await again;
        }
    }

    /// <summary>Reads what is shown.</summary>
    protected virtual Task ReadAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Called as a reading begins; returns when it is time for the next one.</summary>
    protected virtual Task AgainAsync(CancellationToken cancel) => Task.Delay(AskEvery, cancel);

    /// <summary>The document of an answer, or the last one where it has none; keeps the reason for that.</summary>
    private protected T? Newest<T>(Answer<T> answer, T? last) where T : class
    {
        (Waiting, Missing) = (answer.Waiting, answer.Missing);
        return answer.Document ?? last;
    }

    private async Task RunAsync(CancellationTokenSource following)
    {
        try
        {
            (Waiting, Missing) = (null, null);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _left.Cancel();
        _left.Dispose();
    }
}
