using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>
/// How an engine computes each kind of layer. Every class derived from <typeparamref name="T"/>, in a file of its name, is registered by itself: the class of
/// the kind `Conv2d` is called `Conv2dSparse` in the sparse engine.
/// </summary>
/// <param name="engine">Name of the engine in error texts.</param>
/// <param name="suffix">What the names of its classes end with.</param>
internal sealed class EngineKinds<T>(string engine, string suffix) where T : class
{
    private readonly ImmutableSortedDictionary<string, T> _byName = Registry.Of<T>(kind => kind.GetType().Name);

    /// <summary>The one that computes a kind.</summary>
    /// <exception cref="InvalidOperationException">The engine does not know the kind.</exception>
    public T Of(LayerKind kind) => _byName.GetValueOrDefault(kind.GetType().Name + suffix)
        ?? throw new InvalidOperationException($"{kind.Name} is not known to the {engine} engine");
}
