using System.Collections.Immutable;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Models;

/// <summary>What a layer makes of a shape, by PyTorch's rules (floor mode, no dilation).</summary>
internal static class LayerShapes
{
    /// <summary>Most elements of a tensor: what an int can count.</summary>
    private const long MostElements = int.MaxValue;

    public static ImmutableArray<int> Output(string name, LayerSpec layer, ImmutableArray<int> shape, ImmutableArray<int> input, ModelKind model)
    {
        CheckNumbers(name, layer);
        switch (layer.Kind)
        {
            case LayerKind.Relu or LayerKind.Dropout:
                return shape;
            case LayerKind.Flatten:
                return [Elements(name, shape)];
            case LayerKind.Linear:
                if (shape.Length != 1) throw new BadInputException($"model: layer {name} (linear) gets an image of {Text(shape)}; put `flatten` before it");
                return [layer.Size];
        }

        if (shape.Length != 3) throw new BadInputException($"model: layer {name} ({layer.Kind.Name()}) needs an image, but gets {Text(shape)} features");
        if (layer.Kind == LayerKind.AdaptiveAvgPool) return [shape[0], layer.Size, layer.Size];

        var (height, width) = (Side(shape[1], layer), Side(shape[2], layer));
        if (height < 1 || width < 1)
            throw new BadInputException($"model: an input of {Text(input)} is too small for {(model == ModelKind.Layers ? "these layers" : model.Name())}: layer {name} would have no output");
        ImmutableArray<int> output = [layer.Kind == LayerKind.Conv2d ? layer.Size : shape[0], height, width];
        Elements(name, output);
        return output;
    }

    /// <summary>Shape and fan-in of the weight; empty for a layer that trains nothing.</summary>
    public static (ImmutableArray<int> Shape, int FanIn) Weight(string name, LayerSpec layer, ImmutableArray<int> input)
    {
        ImmutableArray<int> shape = layer.Kind switch
        {
            LayerKind.Linear => [layer.Size, input[0]],
            LayerKind.Conv2d => [layer.Size, input[0], layer.Kernel, layer.Kernel],
            _ => [],
        };
        return shape.IsEmpty ? (shape, 0) : (shape, Elements(name, shape) / layer.Size);
    }

    public static string Text(ImmutableArray<int> shape) => string.Join('x', shape);

    private static int Side(int side, LayerSpec layer)
    {
        var room = (long)side + 2L * layer.Padding - layer.Kernel;
        return room < 0 ? 0 : (int)Math.Min(MostElements, room / layer.Stride + 1);
    }

    private static int Elements(string name, ImmutableArray<int> shape)
    {
        var product = 1L;
        foreach (var n in shape)
        {
            product *= n;
            if (product > MostElements) throw new BadInputException($"model: layer {name} is too large: {Text(shape)} are more than {MostElements} numbers");
        }
        return (int)product;
    }

    private static void CheckNumbers(string name, LayerSpec layer)
    {
        if (layer.Kind is LayerKind.Linear or LayerKind.Conv2d or LayerKind.AdaptiveAvgPool && layer.Size < 1)
            throw new BadInputException($"model: layer {name} ({layer.Kind.Name()}) needs a size of at least 1, not {layer.Size}");
        if (layer.Kind is not (LayerKind.Conv2d or LayerKind.MaxPool or LayerKind.AvgPool)) return;
        if (layer.Kernel < 1 || layer.Stride < 1 || layer.Padding < 0)
            throw new BadInputException($"model: layer {name} ({layer.Kind.Name()}) needs kernel and stride of at least 1 and a padding of at least 0");
        if (layer.Kind != LayerKind.Conv2d && layer.Padding > layer.Kernel / 2)
            throw new BadInputException($"model: layer {name} ({layer.Kind.Name()}): a padding of {layer.Padding} is more than half the kernel, {layer.Kernel}");
    }
}
