using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// A convolution, or a fully connected layer, which is a convolution of maps with one position. Rows of weights give outputs and weight gradients; columns give
/// the gradients of inputs. The contribution of constant inputs to a live output is a shared map: it is computed once, and its gradient is the sum over the
/// samples.
/// </summary>
internal sealed unsafe class ConnectionLayer : ISparseLayer
{
    /// <summary>Bytes of inputs that should stay in the cache while all units of a band of rows are computed.</summary>
    private const int BandBytes = 384 * 1024;

    /// <summary>Bytes of one unit's pulls that should stay in the cache while the kernel goes through all its weights.</summary>
    private const int PullBytes = 16 * 1024;

    private readonly Blob _input, _output;
    private readonly Connections _weights;
    private readonly int _bandRows, _pullRows;

    /// <summary>Connects two blobs.</summary>
    /// <param name="lanes">Samples in a part of a batch.</param>
    public ConnectionLayer(Blob input, Blob output, Connections weights, int lanes)
    {
        (_input, _output, _weights) = (input, output, weights);
        _bandRows = Math.Clamp(BandBytes / Math.Max(1, input.LiveCount * input.Values.PlaneWidth * lanes * sizeof(float)), 1, output.Height);
        _pullRows = Math.Clamp(PullBytes / (output.Width * lanes * sizeof(float)), 1, output.Height);
    }

    /// <inheritdoc/>
    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is { } once)
        {
            for (var i = 0; i < _weights.Shared.Length; i++) Prepare(once.Values(_output) + _output.SharedValue(i), work, _weights.Shared[i]);
            Rows<Lanes16>(_weights.Live, work, weights);
            return;
        }
        Rows<Lane1>(_weights.Constant, work, weights);
        Rows<Lane1>(_weights.ConstantOfLive, work, weights);
    }

    /// <inheritdoc/>
    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is { } once)
        {
            for (var i = 0; i < _weights.Shared.Length; i++) AddUp(work, _weights.Shared[i], once.Pulls(_output) + _output.SharedPull(i));
            Gradients<Lanes16>(_weights.Live, work, weights);
            foreach (var phase in _weights.LiveColumns) Pulls<Lanes16>(phase, work, weights);
            return;
        }
        Gradients<Lane1>(_weights.Constant, work, weights);
        Gradients<Lane1>(_weights.ConstantOfLive, work, weights);
        foreach (var phase in _weights.ConstantColumns) Pulls<Lane1>(phase, work, weights);
    }

    /// <summary>Computes one output of a layer that reads the network's input.</summary>
    /// <param name="index">Index among the live outputs, or among the constant ones if the workspace is that of units computed once.</param>
    public void ForwardOne(int index, Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Rows<Lane1>(_weights.Constant, work, weights, index);
        else Rows<Lanes16>(_weights.Live, work, weights, index);
    }

    /// <summary>Computes the weight gradients of one output of a layer that reads the network's input.</summary>
    /// <param name="index">As in <see cref="ForwardOne"/>.</param>
    public void BackwardOne(int index, Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Gradients<Lane1>(_weights.Constant, work, weights, index);
        else Gradients<Lanes16>(_weights.Live, work, weights, index);
    }

    /// <param name="only">One unit of the table; null = all.</param>
    private void Rows<T>(UnitTable table, Workspace work, CompressedWeights weights, int? only = null) where T : struct, ILanes<T>
    {
        var shape = new MapShape(
            _output.Height, _output.Width * work.Lanes / T.Count, _input.Values.PlaneWidth * work.Lanes, _output.Values.PlaneWidth * work.Lanes, 0);
        SumKernel<T>.Run(
            table, table.Units(only), weights.Values, work.Values(_input), work.Values(_output), null, shape,
            only is null && table == _weights.Live ? _bandRows : _output.Height,
            _output.Rectified && table != _weights.ConstantOfLive ? SumKernel<T>.Rectify : SumKernel<T>.Plain);
    }

    private void Gradients<T>(UnitTable table, Workspace work, CompressedWeights weights, int? only = null) where T : struct, ILanes<T>
    {
        if (table.Count == 0) return;
        var (sourcePitch, pullPitch) = (_input.Values.PlaneWidth * work.Lanes, _output.Pulls.PlaneWidth * work.Lanes);
        var gradients = table.Gradients(weights.Gradients);
        for (var y = 0; y < _output.Height; y += _pullRows)
        {
            var shape = new MapShape(Math.Min(_pullRows, _output.Height - y), _output.Width * work.Lanes / T.Count, sourcePitch, 0, pullPitch);
            var pulls = work.Pulls(_output) + y * pullPitch;
            WeightGradientKernel<T>.Run(table, table.Units(only), pulls, work.Values(_input) + y * sourcePitch, gradients, shape);
            WeightGradientKernel<T>.Biases(table, table.Units(only), pulls, weights.Gradients, shape);
        }
        table.Scatter(weights.Gradients);
    }

    private void Pulls<T>(ColumnPhase phase, Workspace work, CompressedWeights weights) where T : struct, ILanes<T>
    {
        var shape = new MapShape(
            phase.Rows, phase.Columns * work.Lanes / T.Count, _output.Pulls.PlaneWidth * work.Lanes, _input.Pulls.PlaneWidth * work.Lanes,
            _input.Values.PlaneWidth * work.Lanes);
        var bandRows = Math.Clamp(BandBytes / Math.Max(1, _output.LiveCount * shape.SourcePitch * sizeof(float)), 1, phase.Rows);
        SumKernel<T>.Run(
            phase.Table!, phase.Table!.Units(), weights.Values, work.Pulls(_output) + phase.Source * work.Lanes, work.Pulls(_input), work.Values(_input),
            shape, bandRows, _input.Rectified ? SumKernel<T>.Gate : SumKernel<T>.Plain);
    }

    /// <summary>Copies a shared map to every sample of a live output, to which the kernel then adds the live inputs.</summary>
    private void Prepare(float* map, Workspace work, int unit)
    {
        for (var y = 0; y < _output.Height; y++)
        {
            var to = work.Value(_output, unit, y);
            for (var x = 0; x < _output.Width; x++, to += work.Lanes) new Span<float>(to, work.Lanes).Fill(map[y * _output.Values.PlaneWidth + x]);
        }
    }

    /// <summary>Adds each position's gradient, summed over the samples, to the gradient of a shared map.</summary>
    private void AddUp(Workspace work, int unit, float* map)
    {
        for (var y = 0; y < _output.Height; y++)
        {
            var pull = work.Pull(_output, unit, y);
            for (var x = 0; x < _output.Width; x++, pull += work.Lanes)
            {
                var sum = Lanes16.Load(pull);
                for (var i = Lanes16.Count; i < work.Lanes; i += Lanes16.Count) sum = Lanes16.Add(sum, Lanes16.Load(pull + i));
                map[y * _output.Pulls.PlaneWidth + x] += Lanes16.Sum(sum);
            }
        }
    }
}
