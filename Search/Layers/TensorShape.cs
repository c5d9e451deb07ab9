namespace ActorSearch.Search.Layers;

/// <summary>A tensor that a kind of layer asks for.</summary>
/// <param name="Name">`weight`: its name in tickets, behind that of the layer.</param>
/// <param name="FanIn">Inputs to one output; 0 where that means nothing.</param>
public readonly record struct TensorShape(string Name, TensorRole Role, ImmutableArray<int> Shape, int FanIn = 0);
