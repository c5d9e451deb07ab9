using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>
/// Tensors as they are stored: `NAME.mask` holds a prunable tensor's bits, `NAME.SET` its values that are left in one row; a tensor that is never
/// pruned has no mask and keeps its shape. Numbers that are not finite are damage: no run that has them is ever stored.
/// </summary>
internal static class PackedWeights
{
    public static IEnumerable<StoredTensor> Masks(FlatLayout layout, NetworkMask mask)
    {
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            if (mask.Tensors[i] is { } bits) yield return StoredTensor.Bytes($"{layout.Parameters[i].Name}.mask", bits.Bytes);
        }
    }

    public static IEnumerable<StoredTensor> Pack(string set, FlatLayout layout, NetworkMask mask, float[] buffer)
    {
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            var name = $"{layout.Parameters[i].Name}.{set}";
            var values = layout.Slice((ReadOnlySpan<float>)buffer, i);
            yield return mask.Tensors[i] is { } bits
                ? StoredTensor.Floats(name, bits.Gather(values))
                : StoredTensor.Floats(name, values, layout.Parameters[i].Shape.AsSpan());
        }
    }

    /// <exception cref="InvalidDataException">A mask is missing or does not fit.</exception>
    public static NetworkMask ReadMasks(FlatLayout layout, SafetensorsFile file) => new(
    [
        .. layout.Parameters.Select(p =>
        {
            if (!p.Prunable) return null;
            var stored = file[$"{p.Name}.mask"];
            if (stored.Type != TensorType.U8) throw new InvalidDataException($"tensor {stored.Name} is not of type U8");
            return BitMask.FromBytes(stored.Data.Span, p.Count);
        }),
    ]);

    /// <exception cref="InvalidDataException">A tensor is missing, has another size, or a number that is not finite.</exception>
    public static float[] Unpack(string set, FlatLayout layout, NetworkMask mask, SafetensorsFile file)
    {
        var buffer = new float[layout.Length];
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            var stored = file[$"{layout.Parameters[i].Name}.{set}"];
            var values = stored.AsFloats();
            foreach (var value in values)
            {
                if (!float.IsFinite(value)) throw new InvalidDataException($"tensor {stored.Name} holds a number that is not finite");
            }
            var target = layout.Slice(buffer.AsSpan(), i);
            if (mask.Tensors[i] is { } bits)
            {
                bits.Scatter(values, target);
            }
            else
            {
                if (values.Length != target.Length) throw new InvalidDataException($"tensor {stored.Name} has {values.Length} numbers instead of {target.Length}");
                values.CopyTo(target);
            }
        }
        return buffer;
    }
}
