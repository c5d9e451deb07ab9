namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// A convolution on the network's input with the max pooling behind it, one unit after another: the large maps between them never leave the cache. The
/// pooling keeps what its gradient needs, and the input needs none.
/// </summary>
internal sealed class ConnectionPoolLayer(ConnectionLayer connection, MaxPoolLayer pool) : ISparseLayer
{
    /// <inheritdoc/>
    public void Open(Workspace work) => pool.Open(work);

    /// <inheritdoc/>
    public void Forward(Workspace work, CompressedWeights weights)
    {
        foreach (var (i, unit) in pool.Units(work).Index())
        {
            connection.ForwardOne(i, work, weights);
            pool.Forward(work, [unit]);
        }
    }

    /// <inheritdoc/>
    public void Backward(Workspace work, CompressedWeights weights)
    {
        foreach (var (i, unit) in pool.Units(work).Index())
        {
            pool.Backward(work, [unit]);
            connection.BackwardOne(i, work, weights);
        }
    }
}
