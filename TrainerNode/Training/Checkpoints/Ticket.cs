using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The outcome of a run: the network, its mask, and the weights before and after the training, both by the layout and 0 where pruned.</summary>
public sealed record Ticket(TicketInfo Info, FlatLayout Layout, NetworkMask Mask, float[] Initial, float[] Trained);
