using ActorSearch.TrainerNode.Launching;
using ActorSearch.TrainerNode.Node.Hosting;

return await TrainerCommand.InvokeAsync(args, new PlainWriter(Console.Out), new PlainWriter(Console.Error));
