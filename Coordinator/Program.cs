using ActorSearch.Coordinator.Cli;

return await CommandLine.InvokeAsync(args, Terminal.OfProcess());
