namespace ActorSearch.Search.Layers;

/// <summary>output += factor x weight x input, for elements of one sample.</summary>
/// <param name="Weight">Element of the layer's weight; -1 = none, which counts as 1.</param>
/// <param name="From">Which of the layer's inputs.</param>
public readonly record struct Link(int Output, int Input, int Weight = -1, double Factor = 1, int From = 0);
