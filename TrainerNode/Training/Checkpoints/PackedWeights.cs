using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>
/// Tensors as they are stored: `NAME.mask` holds a prunable tensor's bits, `NAME.SET` its values that are left in one row; a tensor that is never
/// pruned, as a buffer, has no mask and keeps its shape. Numbers that are not finite are damage: no run that has them is ever stored.
/// </summary>
internal sealed class PackedWeights(FlatLayout layout, NetworkMask mask)
{
    /// <summary>The masks of the prunable tensors.</summary>
    public IEnumerable<StoredTensor> Masks()
    {
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            if (mask.Tensors[i] is { } bits) yield return StoredTensor.Bytes($"{layout.Parameters[i].Name}.mask", bits.Bytes);
        }
    }

    /// <summary>The values of a set, by the layout.</summary>
    /// <param name="buffers">Whether buffers are part of the set; optimizers have no state for them.</param>
    public IEnumerable<StoredTensor> Pack(string set, float[] values, bool buffers = true)
    {
        foreach (var tensor in buffers ? layout.Tensors : layout.Parameters)
        {
            var name = $"{tensor.Name}.{set}";
            var part = layout.Slice((ReadOnlySpan<float>)values, tensor.Index);
            yield return mask.Of(tensor.Index) is { } bits
                ? StoredTensor.Floats(name, bits.Gather(part))
                : StoredTensor.Floats(name, part, tensor.Shape.AsSpan());
        }
    }

    /// <exception cref="InvalidDataException">A mask is missing or does not fit.</exception>
    public static NetworkMask ReadMasks(FlatLayout layout, SafetensorsFile file) => new(
    [
        .. layout.Parameters.Select(p => p.Prunable ? BitMask.FromBytes(file[$"{p.Name}.mask"].AsBytes(), p.Count) : null),
    ]);

    /// <exception cref="InvalidDataException">A tensor is missing, has another size, or a number that is not finite.</exception>
    public float[] Unpack(string set, SafetensorsFile file, bool buffers = true)
    {
        var tensors = buffers ? layout.Tensors : layout.Parameters;
        foreach (var tensor in tensors)
        {
            // Before any memory is taken: a few bytes may claim to be a large network.
            var stored = file[$"{tensor.Name}.{set}"];
            var (count, expected) = (stored.AsFloats().Length, mask.Of(tensor.Index)?.Left ?? tensor.Count);
            if (count != expected) throw new InvalidDataException($"tensor {stored.Name} has {count} numbers instead of {expected}");
            stored.RequireFinite();
        }
        var buffer = new float[layout.Length];
        foreach (var tensor in tensors)
        {
            var values = file[$"{tensor.Name}.{set}"].AsFloats();
            var target = layout.Slice(buffer.AsSpan(), tensor.Index);
            if (mask.Of(tensor.Index) is { } bits) bits.Scatter(values, target);
            else values.CopyTo(target);
        }
        return buffer;
    }
}
