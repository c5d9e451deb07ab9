namespace ActorSearch.Search.Specs.Declaring;

/// <summary>What a change of a key's value makes void.</summary>
internal enum Changes
{
    /// <summary>Nothing: the key is no part of a search's identity.</summary>
    Nothing,

    /// <summary>The spec hash: another search, on the same trained networks.</summary>
    Search,

    /// <summary>The training hash, and with it the spec hash: every network is trained again.</summary>
    Training,

    /// <summary>As <see cref="Training"/>, but by the contents of what the value names: their fingerprint is hashed in its place.</summary>
    Contents,
}
