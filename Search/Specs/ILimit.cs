using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Specs;

/// <summary>A limit that a search can set on its candidates: a number, under its name in `objectives`. Every class that is one is registered.</summary>
internal interface ILimit : INamed
{
    /// <summary>The numbers that it can be.</summary>
    Value<double> Range { get; }

    /// <summary>The number of a search that sets none; null: no limit.</summary>
    double? Default { get; }
}
