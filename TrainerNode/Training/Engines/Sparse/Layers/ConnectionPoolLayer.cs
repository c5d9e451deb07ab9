namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// A convolution on the network's input with the max pooling behind it, one unit after another: the large maps between them never leave the cache. The
/// pooling keeps what its gradient needs, and the input needs none.
/// </summary>
internal sealed class ConnectionPoolLayer(ConnectionLayer connection, MaxPoolLayer pool, Blob between) : ISparseLayer
{
    public void Open(Workspace work) => pool.Open(work);

    public void Forward(Workspace work, CompressedWeights weights)
    {
        for (var i = 0; i < Units(work); i++)
        {
            connection.ForwardOne(i, work, weights);
            pool.ForwardOne(i, work);
        }
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        for (var i = 0; i < Units(work); i++)
        {
            pool.BackwardOne(i, work);
            connection.BackwardOne(i, work, weights);
        }
    }

    private int Units(Workspace work) => work.Once is null ? between.ConstantCount : between.LiveCount;
}
