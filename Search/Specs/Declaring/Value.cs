using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs.Declaring;

/// <summary>A kind of value that keys have.</summary>
/// <param name="Words">Type and range in the documentation.</param>
/// <param name="Read">The value of a section's item at a key (a <typeparamref name="T"/>), or null when it is wrong, which is then a problem.</param>
internal sealed record Value<T>(string Words, Func<Section, YamlItem, string, object?> Read);
