using ActorSearch.TrainerNode.Hosting;

return await TrainerCommand.InvokeAsync(args, Console.Error);
