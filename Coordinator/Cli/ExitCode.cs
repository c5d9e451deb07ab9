namespace ActorSearch.Coordinator.Cli;

/// <summary>Exit codes of the command line (README).</summary>
internal static class ExitCode
{
    public const int Finished = 0;
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;

    /// <summary>Runs a command. Bad input and failures of disk or memory become one line; only a fault of the program shows its stack.</summary>
    public static async Task<int> OfAsync(Terminal terminal, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (BadInputException e)
        {
            foreach (var line in e.Lines) terminal.Error.WriteLine(PlainText.OneLine(line));
            return BadInput;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("stopped; what was done is saved: the same command continues");
            return Interrupted;
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine(e switch
            {
                IOException or UnauthorizedAccessException => $"failed: {PlainText.OneLine(e.Message)}",
                OutOfMemoryException => "failed: out of memory",
                _ => $"failed, by a fault of the program: {e}",
            });
            return Failure;
        }
    }
}
