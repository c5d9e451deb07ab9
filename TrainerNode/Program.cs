using ActorSearch.TrainerNode.Hosting;

return await TrainerCommand.InvokeAsync(args, Console.Out, Console.Error);
