using System.Runtime.ExceptionServices;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

internal static class InParallel
{
    /// <summary>
    /// <see cref="Parallel.For(int, int, Action{int})"/>, but a failure comes out as itself, and of several the one of the lowest number: the same
    /// bad file is named every time.
    /// </summary>
    public static void For(int count, Action<int> act)
    {
        var failures = new ExceptionDispatchInfo?[count];
        Parallel.For(0, count, (i, loop) =>
        {
            try
            {
                act(i);
            }
            catch (Exception failure)
            {
                failures[i] = ExceptionDispatchInfo.Capture(failure);
                loop.Break(); // lower numbers still run
            }
        });
        Array.Find(failures, failure => failure is not null)?.Throw();
    }
}
