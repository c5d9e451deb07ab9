namespace ActorSearch.TrainerNode.Training.Files;

/// <summary>Work on files that may fail without harm.</summary>
internal static class Optional
{
    /// <summary>What the work returns; null where a file or folder cannot be read or written.</summary>
    public static T? Try<T>(Func<T?> work) where T : class
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public static void Try(Action work) => Try<object>(() =>
    {
        work();
        return null;
    });
}
