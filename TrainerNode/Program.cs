using ActorSearch.TrainerNode.Hosting;
using ActorSearch.TrainerNode.Launching;

return await TrainerCommand.InvokeAsync(args, new PlainWriter(Console.Out), new PlainWriter(Console.Error));
