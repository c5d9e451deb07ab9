using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>The sum of its inputs.</summary>
public sealed class Add : LinkedKind
{
    public override string Name => "add";

    public override bool TakesSeveral => true;

    public override ImmutableArray<int> Output(Layer layer) =>
        layer.InputShapes.All(shape => shape.SequenceEqual(layer.InputShapes[0]))
            ? layer.InputShapes[0]
            : throw new BadInputException($"model: layer {layer.Name} (add) gets inputs of unlike shapes");

    protected override IEnumerable<Link> Links(Layer layer) =>
        Enumerable.Range(0, layer.OutputShape.Aggregate(1, (a, b) => a * b))
            .SelectMany(i => Enumerable.Range(0, layer.Inputs.Length).Select(from => new Link(i, i, From: from)));
}
