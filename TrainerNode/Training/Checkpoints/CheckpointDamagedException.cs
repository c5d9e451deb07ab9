namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A stored file is missing or not what its name says.</summary>
public sealed class CheckpointDamagedException : Exception
{
    /// <param name="reason">In one line.</param>
    public CheckpointDamagedException(CheckpointRef reference, string reason) : base($"checkpoint {reference.Sha256[..12]}: {reason}") => Reference = reference;

    /// <summary>The file.</summary>
    public CheckpointRef Reference { get; }
}
