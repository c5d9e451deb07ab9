using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Tests.Training;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Runs;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

public sealed partial class TicketFileTests
{
    private static readonly CandidatePath Child = Sessions.Path(Sessions.StepOf(0.6, 3, RewindPoint.ToEpoch(1)));

    [Fact]
    public void A_ticket_at_few_weights_takes_few_bytes_and_survives_a_round_trip()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var (ticket, inputs, result) = Make(sessions);
        var bytes = sessions.Store.Read(result.Ticket);
        Assert.Equal(bytes, TicketFile.Write(ticket));
        Assert.Equal(result.WeightsLeft, ticket.Mask.Left);
        Assert.Equal(result.Validation, ticket.Info.Validation);
        var dense = sessions.Store.Read(inputs.Order.ParentTicket!).Length;
        Assert.True(bytes.Length - dense < -8 * (result.WeightsTotal - result.WeightsLeft) * 0.95, $"{bytes.Length} against {dense} dense");
    }

    [Fact]
    public void A_ticket_of_a_table_has_the_medians_that_stand_for_missing_values()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var (ticket, inputs, result) = Make(sessions);
        Assert.Null(ticket.Info.Normalization.Median);
        var ofTable = ticket with { Info = ticket.Info with { Normalization = ticket.Info.Normalization with { Median = [2.5f] } } };
        var read = TicketFile.Read(TicketFile.Write(ofTable), inputs.Layout, result.Ticket, Sessions.TrainingHash, Child, 0);
        Assert.Equal(2.5f, Assert.Single(read.Info.Normalization.Median!.Value));
    }

    [Fact]
    public void Any_changed_ticket_is_read_or_reported_as_damaged_and_nothing_else()
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var (_, inputs, result) = Make(sessions);
        var whole = sessions.Store.Read(result.Ticket);
        Gen.Select(Gen.Int[0, 4500], Gen.Byte).Sample((at, value) =>
        {
            var file = (byte[])whole.Clone();
            file[at] = value;
            try
            {
                TicketFile.Read(file, inputs.Layout, result.Ticket, Sessions.TrainingHash, Child, 0);
            }
            catch (CheckpointDamagedException)
            {
                // The one way to refuse.
            }
        }, iter: 2000);
    }

    [Fact]
    public void The_lines_of_Python_in_the_documentation_read_a_ticket()
    {
        var script = PythonBlock().Match(File.ReadAllText(Checkout.PathOf("docs", "formats.md"))).Groups[1].Value;
        Assert.NotEmpty(script);

        using var sessions = new Sessions(Sessions.SmallSpec(prune: new PruneSpec { Biases = false }), Sessions.SmallData());
        var (ticket, inputs, result) = Make(sessions);
        var file = Path.Combine(sessions.Folder, result.Ticket.Sha256[..2], result.Ticket.Sha256 + ".safetensors");
        var lines = Python(script, file);
        Assert.Equal(
            [Child.ToString(), result.Validation.Auc.ToString("R", CultureInfo.InvariantCulture), "0"],
            lines[0].Split(' '));
        Assert.Equal(inputs.Layout.Parameters.Length, lines.Length - 1);
        for (var i = 0; i < inputs.Layout.Parameters.Length; i++)
        {
            var parameter = inputs.Layout.Parameters[i];
            var values = inputs.Layout.Slice((ReadOnlySpan<float>)ticket.Trained, i).ToArray();
            double sum = 0;
            foreach (var value in values) sum += value;
            Assert.StartsWith(
                $"{parameter.Name} [{string.Join(", ", parameter.Shape)}] {parameter.Count} {values.Count(v => v != 0)} ",
                lines[i + 1], StringComparison.Ordinal);
            Assert.Equal(sum, double.Parse(lines[i + 1].Split(' ')[^1], CultureInfo.InvariantCulture), 1e-9);
        }
    }

    private static (Ticket Ticket, RunInputs Inputs, RunResult Result) Make(Sessions sessions)
    {
        var root = sessions.Root();
        var order = sessions.Order(Child, root, root.Ticket);
        var result = sessions.Finish(order);
        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        return (inputs.ReadTicket(result.Ticket, Child, 0), inputs, result);
    }

    private static string[] Python(string script, string file)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("python3", ["-c", script, file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return output.TrimEnd().Split('\n');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PythonBlock();
}
