using ActorSearch.Coordinator.Cli;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Tests.Support;
using Spectre.Console;

namespace ActorSearch.Coordinator.Tests.Cli;

/// <summary>What a person sees while a search runs and when it ends.</summary>
public sealed class ScreenTests
{
    private static (LiveView View, StringWriter Screen) View()
    {
        var screen = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen), Ansi = AnsiSupport.Yes });
        (console.Profile.Width, console.Profile.Height) = (60, 4);
        return (new LiveView(console, screen), screen);
    }

    [Fact]
    public void A_line_goes_above_the_live_block_which_is_drawn_again_below_it()
    {
        var (view, screen) = View();
        view.Show(new Text("one\ntwo"));
        view.WriteLine("a warning");
        Assert.Equal("one\ntwo\n\e[2F\e[Ja warning\none\ntwo\n", screen.ToString());
        view.Clear();
        view.WriteLine("the end");
        Assert.EndsWith("\e[2F\e[Jthe end\n", screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_block_never_has_more_rows_than_the_screen()
    {
        var (view, screen) = View();
        view.Show(new Text("1\n2\n3\n4\n5"));
        Assert.Equal("1\n2\n3\n", screen.ToString());
    }

    [Fact]
    public async Task Lines_and_views_from_many_threads_neither_wait_for_each_other_nor_mix()
    {
        var (view, screen) = View();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
                if (writer % 2 == 0) view.Show(new Text("block"));
                else view.WriteLine($"line {writer}");
        }))).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        var lines = screen.ToString().Split('\n').Select(line => line.Replace("\e[1F\e[J", "", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("^(block|line [1357]|)$", line));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public void The_panel_fits_the_screen_and_names_what_each_slot_does(int width)
    {
        var submission = SampleSearches.Submission();
        var state = SampleSearches.Reference(submission, s => s.Counters.CandidatesIn == 3);
        var waiting = state.Candidates.Values.First(c => c.Path.Level == 1);
        var view = new SearchView(state,
        [
            new(new SlotId("local", 0), WorkId.Train(new RunId(waiting.Id, 0)), 1, 3, 1234.5),
            new(new SlotId("local", 1), WorkId.Train(new RunId(waiting.Id, 0)), 0, 0, 0),
            new(new SlotId("local", 2), null, 0, 0, 0),
        ], SlotTimes.Zero);
        var slots = RunProgress.SlotsOf(view);
        var figures = new ProgressFigures(StatusDocument.Of(state, DateTimeOffset.UtcNow), 20, TimeSpan.FromSeconds(10), 5);
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        console.Write(ProgressPanel.Of(figures, slots.Slots, null, width));
        var lines = text.ToString().TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains("starting", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("idle", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("0.5 epochs/s", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("of 0", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_of_runs_in_training_count_before_they_are_in()
    {
        var state = SampleSearches.Reference(SampleSearches.Submission(), s => s.Counters.CandidatesIn == 3);
        var child = state.Candidates.Values.First(c => c.Path.Level == 1 && c.Path.Last.Rewind == RewindPoint.ToEpoch(1));
        SearchView At(int epoch) => new(state, [new(new SlotId("local", 0), WorkId.Train(new RunId(child.Id, 0)), epoch, 3, 1)], SlotTimes.Zero);
        // Rewound to epoch 1, it begins there.
        Assert.Equal(0, RunProgress.SlotsOf(At(1)).EpochsInTraining);
        Assert.Equal(1, RunProgress.SlotsOf(At(2)).EpochsInTraining);
    }

    [Fact]
    public void The_shares_of_the_slot_time_add_up_and_barriers_stand_apart()
    {
        Assert.Equal(
            "slot time with work ready 1 min 40 s: training 80.0 %, evaluating 17.0 %, neither 3.0 %; "
                + "apart from that, waiting at barriers between levels 20.0 s",
            RunSummary.Line(new SlotTimes(120, 80, 17, 20, 3)));
        Assert.Null(RunSummary.Line(SlotTimes.Zero));
    }
}
