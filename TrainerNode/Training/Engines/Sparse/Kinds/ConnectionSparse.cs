using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>A layer of weights, with the ReLU behind it and, on the network's input, the max pooling behind that.</summary>
internal abstract class ConnectionSparse : SparseKind
{
    public override Blob Plan(NetworkPlan plan, int index)
    {
        var (architecture, lanes) = (plan.Architecture, plan.Lanes);
        var layer = architecture.Layers[index];
        var (weights, biases) = (plan.Places(layer.Weight!), layer.Bias is null ? null : plan.Places(layer.Bias));
        var relu = architecture.OnlyTaker<Relu>(index + 1);
        var input = plan.InputOf(index);
        var output = plan.OutputOf(index, trained: true, rectified: relu is not null);
        var from = Lay(plan, layer, input, output);
        var pool = input.HasPulls ? null : architecture.OnlyTaker<MaxPool>((relu ?? index) + 1);
        var pooled = pool is { } pooling ? plan.OutputOf(pooling, trained: true) : null;
        plan.Add(() =>
        {
            var connection = new ConnectionLayer(from, output, new Connections(plan.Arena, layer, from, output, weights, biases, lanes), lanes);
            return pooled is null ? connection : new ConnectionPoolLayer(connection, new MaxPoolLayer(plan.Spec(pool!.Value), output, pooled));
        });
        if (pooled is not null)
        {
            output.OneAtATime = true;
            plan.TakeOver(pool!.Value, pooled);
        }
        if (relu is { } taken) plan.TakeOver(taken, output);
        return output;
    }

    /// <summary>Decides the layout of what the layer reads and makes.</summary>
    /// <returns>What it reads: the input, or a copy.</returns>
    protected virtual Blob Lay(NetworkPlan plan, Layer layer, Blob input, Blob output) => input;
}
