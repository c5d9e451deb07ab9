using ActorSearch.TrainerNode.Hosting;

return await TrainerCommand.InvokeAsync(args, new PlainWriter(Console.Out), new PlainWriter(Console.Error));
