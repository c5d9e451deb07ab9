using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>What an order is about once its data are there: the run's fixed facts, and the stored files as typed values.</summary>
internal sealed record RunInputs(WorkOrder Order, IDataset Data, FlatLayout Layout, ICheckpointStore Store)
{
    /// <exception cref="BadInputException">The model does not fit the data, or there is nothing to train on.</exception>
    public static RunInputs Of(WorkOrder order, IDataset data, ICheckpointStore store) => data.Labels(Split.Train).IsEmpty
        ? throw new BadInputException("data: the train split is empty")
        : new(order, data, new FlatLayout(ArchitectureBuilder.Build(order.Spec.Model, data.SampleShape, order.Spec.Prune)), store);

    public Architecture Architecture => Layout.Architecture;
    public long Seed => Order.Spec.Search.Seed;
    public int Replicate => Order.Work.Replicate;
    public int Level => Order.Path.Level;

    /// <exception cref="CheckpointDamagedException">Missing or damaged, or another run's.</exception>
    public Ticket ReadTicket(CheckpointRef reference, CandidatePath path, int replicate) =>
        TicketFile.Read(Store.Read(reference), Layout, reference, Order.TrainingHash, path, replicate);

    /// <summary>The root run's weights after an epoch.</summary>
    /// <exception cref="CheckpointDamagedException">Missing or damaged, or another run's.</exception>
    public float[] ReadRootWeights(int epoch)
    {
        var stored = Order.RootWeights.FirstOrDefault(w => w.Epoch == epoch)
            ?? throw new InvalidOperationException($"the order of {Order.Work} brings no root weights of epoch {epoch}");
        return RootWeightsFile.Read(Store.Read(stored.Ref), Layout, stored.Ref, Order.TrainingHash, Replicate, epoch);
    }

    public RewindWeights StoreRootWeights(int epoch, float[] weights, long step) =>
        new(epoch, Store.Write(RootWeightsFile.Write(Layout, weights, Order.TrainingHash, Replicate, epoch), step));

    /// <summary>Epochs after which a root run keeps its weights: the beginning, and every epoch that some child may rewind to.</summary>
    public ImmutableSortedSet<int> RewindEpochs() =>
        [0, .. Order.Spec.Space.Rewind.Where(r => r.Kind == RewindKind.Epoch).Select(r => r.Epoch)];
}
