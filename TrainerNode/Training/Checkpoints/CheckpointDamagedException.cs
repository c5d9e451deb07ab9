namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A stored file is missing or not what its name says.</summary>
/// <param name="reference">The file.</param>
/// <param name="reason">In one line.</param>
public sealed class CheckpointDamagedException(CheckpointRef reference, string reason) : Exception($"checkpoint {reference.Sha256[..12]}: {reason}")
{
    /// <summary>The file.</summary>
    public CheckpointRef Reference => reference;

    /// <summary>Reads a stored file, whose contents are damaged where <paramref name="read"/> finds invalid data.</summary>
    /// <exception cref="CheckpointDamagedException">The data are invalid.</exception>
    internal static T Unless<T>(CheckpointRef reference, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }
}
