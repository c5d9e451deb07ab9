using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Tests.Sparse;

/// <summary>
/// A random network of any layers, shapes, strides and paddings, under a random mask, with weights and a batch; the same for the same number.
/// </summary>
internal sealed class RandomCase
{
    /// <param name="graph">Null = a chain of the product's layers; else a graph with sums, made of layers of these kinds too.</param>
    public RandomCase(int number, string[]? graph = null)
    {
        var random = new CounterRandom(number, 0, 0, RandomPurpose.SyntheticData);
        Architecture = graph is null ? Build(ref random) : Graph(ref random, graph);
        Layout = new FlatLayout(Architecture);
        Mask = Masks(Layout, ref random);
        Weights = InitialWeights.Root(Layout, number, 0);
        Mask.Apply(Layout, Weights);
        Batch = random.NextInt(6) == 0 ? 65 + random.NextInt(80) : 1 + random.NextInt(40);
        Inputs = new float[Batch * Architecture.InputShape.Aggregate(1, (a, b) => a * b)];
        foreach (ref var value in Inputs.AsSpan()) value = 2 * random.NextFloat() - 1;
        Labels = new byte[Batch];
        foreach (ref var label in Labels.AsSpan()) label = (byte)random.NextInt(2);
        Loss = new LossSettings(1 + random.NextInt(5), random.NextInt(2) == 0, random.NextInt(2) * 0.7);
        if (random.NextInt(2) == 0) Loss = Loss with { PartialAucWeight = 0.5 + random.NextFloat(), PartialAucFpr = 0.1 + 0.9 * random.NextFloat() };
        Dropout = new DropoutStream(number, 0, 1, 2, Architecture.Layers.Length);
    }

    public Architecture Architecture { get; }
    public FlatLayout Layout { get; }
    public NetworkMask Mask { get; }
    public float[] Weights { get; }
    public int Batch { get; }
    public float[] Inputs { get; }
    public byte[] Labels { get; }
    public LossSettings Loss { get; }
    public DropoutStream Dropout { get; }
    public TrainSpec Train => new() { BatchSize = Batch };

    public override string ToString()
    {
        var layers = Architecture.Layers.Select(l => $"{l.Name}({l.Spec.Size},{l.Spec.Kernel},{l.Spec.Stride},{l.Spec.Padding})");
        return $"{string.Join('x', Architecture.InputShape)}: {string.Join(' ', layers)}, "
            + $"{Mask.Left} of {Architecture.PrunableWeights} left, batch {Batch}";
    }

    private static Architecture Build(ref CounterRandom random)
    {
        while (true)
        {
            var images = random.NextInt(5) > 0;
            ImmutableArray<int> input = images ? [1 + random.NextInt(3), 3 + random.NextInt(10), 3 + random.NextInt(10)] : [1 + random.NextInt(50)];
            var layers = new List<LayerSpec>();
            if (images)
            {
                if (random.NextInt(8) == 0) layers.Add(Pool(ref random));
                for (var block = random.NextInt(4); block > 0; block--) Block(layers, ref random);
                if (random.NextInt(4) == 0) layers.Add(new() { Kind = LayerKind.Of("adaptive-avg-pool"), Size = 1 + random.NextInt(4) });
                layers.Add(new() { Kind = LayerKind.Of("flatten") });
            }
            for (var more = random.NextInt(3); more > 0; more--)
            {
                layers.Add(new() { Kind = LayerKind.Of("linear"), Size = 1 + random.NextInt(30) });
                Sprinkle(layers, ref random);
            }
            layers.Add(new() { Kind = LayerKind.Of("linear"), Size = 1 });
            try
            {
                var prune = new PruneSpec { Biases = random.NextInt(3) > 0 };
                return ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Layers, Layers = [.. layers] }, input, prune);
            }
            catch (BadInputException)
            {
                // Too small for these layers: another.
            }
        }
    }

    /// <summary>Layers that take any outputs before them, some several times, and sums of them; in the end a sum of all that nothing took.</summary>
    private static Architecture Graph(ref CounterRandom random, string[] kinds)
    {
        var images = random.NextInt(3) > 0;
        var (units, biases) = (1 + random.NextInt(4), random.NextInt(3) > 0);
        ImmutableArray<int> input = images ? [random.NextInt(2) == 0 ? units : 1 + random.NextInt(3), 4 + random.NextInt(5), 4 + random.NextInt(5)] : [units];
        var graph = new GraphBuilder(input, (_, tensor) => tensor.Role == TensorRole.Weight || biases);
        LayerSpec Weights(int size) => images
            ? new() { Kind = LayerKind.Of("conv2d"), Size = size, Kernel = 3, Padding = 1 } : new() { Kind = LayerKind.Of("linear"), Size = size };
        var (alike, taken) = (new List<int>(), new HashSet<int>());
        int Add(LayerSpec spec, params int[] inputs)
        {
            foreach (var number in inputs) taken.Add(number);
            return graph.Add(spec, inputs);
        }

        if (input[0] == units) alike.Add(0);
        alike.Add(Add(Weights(units), 0));
        for (var more = 2 + random.NextInt(6); more > 0; more--)
        {
            int[] any = [alike[random.NextInt(alike.Count)], alike[random.NextInt(alike.Count)], alike[random.NextInt(alike.Count)]];
            alike.Add(random.NextInt(5) switch
            {
                0 => Add(Weights(units), any[0]),
                1 => Add(new() { Kind = LayerKind.Of("relu") }, Add(Weights(units), any[0])),
                2 => Add(new() { Kind = LayerKind.Of("add") }, any[..(1 + random.NextInt(3))]),
                3 => Add(new() { Kind = LayerKind.Of("dropout"), Rate = random.NextInt(2) * 0.4 }, any[0]),
                _ => Add(new() { Kind = LayerKind.Of(kinds[random.NextInt(kinds.Length)]) }, any[0]),
            });
        }
        var last = Add(new() { Kind = LayerKind.Of("add") }, [.. alike.Where(number => number > 0 && !taken.Contains(number))]);
        if (images && random.NextInt(2) == 0)
        {
            if (random.NextInt(2) == 0) last = Add(new() { Kind = LayerKind.Of("relu") }, last);
            int[] ways = [Add(Pool(ref random), last), last];
            last = Add(new() { Kind = LayerKind.Of("add") }, [.. ways.Select(way => Add(new() { Kind = LayerKind.Of("adaptive-avg-pool"), Size = 2 }, way))]);
        }
        if (images) last = Add(new() { Kind = LayerKind.Of("flatten") }, last);
        Add(new() { Kind = LayerKind.Of("linear"), Size = 1 }, last);
        return graph.Build();
    }

    private static void Block(List<LayerSpec> layers, ref CounterRandom random)
    {
        layers.Add(new()
        {
            Kind = LayerKind.Of("conv2d"),
            Size = 1 + random.NextInt(7),
            Kernel = 1 + random.NextInt(5),
            Stride = random.NextInt(2) == 0 ? 1 : 1 + random.NextInt(4),
            Padding = random.NextInt(3),
        });
        Sprinkle(layers, ref random);
        if (random.NextInt(2) == 0) layers.Add(Pool(ref random));
        if (random.NextInt(5) == 0) layers.Add(new() { Kind = LayerKind.Of("relu") });
    }

    private static void Sprinkle(List<LayerSpec> layers, ref CounterRandom random)
    {
        if (random.NextInt(4) > 0)
            layers.Add(layers.Count % 4 == 1 ? new() { Kind = LayerKind.Of("leaky-relu"), Rate = 0.1 } : new() { Kind = LayerKind.Of("relu") });
        if (random.NextInt(4) == 0) layers.Add(new() { Kind = LayerKind.Of("dropout"), Rate = random.NextInt(3) * 0.3 });
    }

    private static LayerSpec Pool(ref CounterRandom random)
    {
        var kernel = 1 + random.NextInt(4);
        return new()
        {
            Kind = random.NextInt(3) > 0 ? LayerKind.Of("max-pool") : LayerKind.Of("avg-pool"),
            Kernel = kernel,
            Stride = 1 + random.NextInt(3),
            Padding = random.NextInt(kernel / 2 + 1),
        };
    }

    private static NetworkMask Masks(FlatLayout layout, ref CounterRandom random)
    {
        double[] densities = [1, 0.6, 0.3, 0.1, 0.03];
        var tensors = new List<BitMask?>();
        var overall = random.NextInt(6);
        foreach (var parameter in layout.Parameters)
        {
            var density = overall < 5 ? densities[overall] : densities[random.NextInt(5)];
            var gone = new List<int>();
            for (var i = 0; i < parameter.Count; i++)
                if (random.NextFloat() >= density) gone.Add(i);
            if (gone.Count == parameter.Count && random.NextInt(2) == 0) gone.RemoveAt(random.NextInt(gone.Count));
            tensors.Add(parameter.Prunable ? BitMask.Full(parameter.Count).Without([.. gone]) : null);
        }
        return new NetworkMask([.. tensors]);
    }
}
