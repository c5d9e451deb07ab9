using ActorSearch.TrainerNode.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>
/// The gradients that an optimizer's step on the CPU reads. Of a batch that is computed whole, large ones stay where autograd made them: there is no buffer to
/// clear and nothing to add to, three passes over memory less. Otherwise they are in the network's gradient buffer.
/// </summary>
internal sealed class BatchGradients(TorchNetwork network) : IDisposable
{
    private readonly Tensor?[] _made = new Tensor?[network.Layout.Parameters.Length];

    /// <summary>The gradients of one backward pass in place of all before.</summary>
    /// <param name="pull">Gradient of the loss by the logits.</param>
    public void Take(Tensor logits, Tensor pull)
    {
        Release();
        using var scope = NewDisposeScope();
        var made = autograd.grad([logits], [.. network.ParameterViews], [pull]);
        for (var i = 0; i < made.Count; i++)
        {
            var count = network.Layout.Parameters[i].Count;
            if (FlatLayout.Aligned(count) == count && made[i].is_contiguous()) _made[i] = made[i].DetachFromDisposeScope();
            else network.GradientViews[i].copy_(made[i]);
        }
    }

    /// <summary>A tensor's gradient and the zeros behind it, as long as <see cref="FlatLayout.Padded"/> says.</summary>
    public ReadOnlySpan<float> Of(int parameter) =>
        _made[parameter] is { } made ? TorchNetwork.Floats(made) : network.GradientSpan[network.Layout.Padded(parameter)];

    /// <summary>Brings all to the network's buffer.</summary>
    public void Gather()
    {
        for (var i = 0; i < _made.Length; i++)
            if (_made[i] is not null) Of(i).CopyTo(network.GradientSpan[network.Layout.Padded(i)]);
    }

    /// <summary>Gives their memory back, so that the next batch computes in it; what is not in the network's buffer is gone.</summary>
    public void Release()
    {
        for (var i = 0; i < _made.Length; i++)
        {
            _made[i]?.Dispose();
            _made[i] = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release();
}
