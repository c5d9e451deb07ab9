namespace ActorSearch.Search;

/// <summary>Binary search in what is in order.</summary>
internal static class Sorted
{
    /// <summary>
    /// For how many of the first <paramref name="count"/> indices a condition holds. After the first for which it does not hold, it holds for none.
    /// </summary>
    public static int CountWhile(int count, Func<int, bool> holds)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(middle)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
