namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>Why a server did not do what it was asked.</summary>
public enum RemoteFault
{
    /// <summary>No answer in time, or one that says "later".</summary>
    Away,

    /// <summary>It does not have the file, and neither has any other server it knows.</summary>
    Missing,

    /// <summary>The bytes do not have the hash, or the file another size.</summary>
    Damaged,

    /// <summary>Another client uploads the file, or the upload stands elsewhere than thought.</summary>
    Busy,

    /// <summary>Its disk is full.</summary>
    Full,

    /// <summary>It will never do this: wrong token, too large, malformed.</summary>
    Refused,
}
