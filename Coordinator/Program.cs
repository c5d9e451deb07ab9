using ActorSearch.Coordinator.Cli;
using ActorSearch.TrainerNode.Node.Hosting;

if (!StandardOutput.IsOpen())
{
    Console.Error.WriteLine("failed: standard output is closed; send it to a file or to /dev/null");
    return ExitCode.Failure;
}
return await CommandLine.InvokeAsync(args, Terminal.OfProcess());
