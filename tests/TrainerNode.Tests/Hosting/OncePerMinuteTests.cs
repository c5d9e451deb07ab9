using ActorSearch.TrainerNode.Node.Hosting;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Hosting;

/// <summary>A log that strangers cannot fill, in virtual time.</summary>
public sealed class OncePerMinuteTests
{
    private readonly Clock _time = new();

    [Fact]
    public void A_text_is_due_once_a_minute_whatever_comes_between()
    {
        var log = new OncePerMinute(10, _time);
        var due = 0;
        for (var second = 0; second < 180; second++)
        {
            if (log.IsDue("expired")) due++;
            Assert.Equal(second % 60 == 0, log.IsDue("unsigned"));
            _time.Now += TimeSpan.FromSeconds(1);
        }
        Assert.Equal(3, due);
    }

    [Fact]
    public void A_thousand_reasons_a_second_are_no_more_lines_than_are_remembered_and_a_known_one_is_due_again_afterwards()
    {
        var log = new OncePerMinute(10, _time);
        var due = Enumerable.Range(0, 1000).Count(number => log.IsDue($"made up {number}"));
        Assert.Equal(10, due);
        Assert.False(log.IsDue("another"));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.True(log.IsDue("another"));
        Assert.Equal(9, Enumerable.Range(0, 1000).Count(number => log.IsDue($"made up {number}")));
    }
}
