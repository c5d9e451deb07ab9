namespace ActorSearch.Search.Layers;

/// <summary>A unit (a channel of an image, or a feature) of a layer's output hears one of an input.</summary>
/// <param name="Output">The unit of the output.</param>
/// <param name="Unit">The unit of the input.</param>
/// <param name="Input">Which of the layer's inputs.</param>
/// <param name="Carries">Whether what is heard is ever more than the zeros around an image.</param>
public readonly record struct UnitLink(int Output, int Unit, int Input = 0, bool Carries = true);
