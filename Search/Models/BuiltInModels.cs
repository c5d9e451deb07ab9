using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Models;

/// <summary>The layers that each model kind stands for. Changing one changes every result made with it.</summary>
internal static class BuiltInModels
{
    public static IEnumerable<LayerSpec> Layers(ModelSpec model, bool imageInput) => model.Kind switch
    {
        ModelKind.Mlp => Perceptron(model.Sizes, imageInput),
        ModelKind.LeNet300100 => Perceptron([300, 100], imageInput),
        ModelKind.LeNet5 => LeNet5,
        ModelKind.Cnn3 => Cnn3,
        ModelKind.AlexNetSmall => AlexNetSmall,
        ModelKind.Layers => model.Layers,
        _ => throw new ArgumentOutOfRangeException(nameof(model)),
    };

    public static bool NeedsImages(ModelKind kind) => kind is ModelKind.LeNet5 or ModelKind.Cnn3 or ModelKind.AlexNetSmall;

    /// <summary>LeCun et al. 1998 with ReLU and max pooling, as in the lottery-ticket literature (Frankle and Carbin 2019).</summary>
    private static IEnumerable<LayerSpec> LeNet5 =>
    [
        Conv(6, 5, padding: 2), Relu, MaxPool(2, 2),
        Conv(16, 5), Relu, MaxPool(2, 2),
        Flatten, Linear(120), Relu, Linear(84), Relu, Linear(1),
    ];

    /// <summary>The small CNN of Entezari and Saukh 2019.</summary>
    private static IEnumerable<LayerSpec> Cnn3 =>
    [
        Conv(16, 3, padding: 1), Relu, MaxPool(3, 2, padding: 1),
        Conv(16, 3, padding: 1), Relu, MaxPool(3, 2, padding: 1),
        Conv(32, 3, padding: 1), Relu, MaxPool(3, 2, padding: 1),
        AdaptiveAvgPool(5), Flatten, Linear(32), Relu, Dropout(0.5), Linear(1),
    ];

    /// <summary>The five convolutions of AlexNet (Krizhevsky 2014) with a small head: Entezari and Saukh's large network, 2.47 million weights.</summary>
    private static IEnumerable<LayerSpec> AlexNetSmall =>
    [
        Conv(64, 11, stride: 4, padding: 2), Relu, MaxPool(3, 2),
        Conv(192, 5, padding: 2), Relu, MaxPool(3, 2),
        Conv(384, 3, padding: 1), Relu,
        Conv(256, 3, padding: 1), Relu,
        Conv(256, 3, padding: 1), Relu, MaxPool(3, 2),
        AdaptiveAvgPool(1), Flatten, Linear(8), Relu, Linear(8), Relu, Linear(1),
    ];

    private static IEnumerable<LayerSpec> Perceptron(ImmutableArray<int> sizes, bool imageInput)
    {
        if (imageInput) yield return Flatten;
        foreach (var size in sizes)
        {
            yield return Linear(size);
            yield return Relu;
        }
        yield return Linear(1);
    }

    private static LayerSpec Relu => Of("relu");

    private static LayerSpec Flatten => Of("flatten");

    private static LayerSpec Linear(int size) => Of("linear") with { Size = size };

    private static LayerSpec Dropout(double rate) => Of("dropout") with { Rate = rate };

    private static LayerSpec AdaptiveAvgPool(int size) => Of("adaptive-avg-pool") with { Size = size };

    private static LayerSpec Conv(int channels, int kernel, int stride = 1, int padding = 0) =>
        Of("conv2d") with { Size = channels, Kernel = kernel, Stride = stride, Padding = padding };

    private static LayerSpec MaxPool(int kernel, int stride, int padding = 0) =>
        Of("max-pool") with { Kernel = kernel, Stride = stride, Padding = padding };

    private static LayerSpec Of(string kind) => new() { Kind = LayerKind.Of(kind) };
}
