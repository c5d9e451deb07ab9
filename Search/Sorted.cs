namespace ActorSearch.Search;

/// <summary>Binary search in what is in order.</summary>
internal static class Sorted
{
    /// <summary>For how many of the first items a condition holds. After the first for which it does not hold, it holds for none.</summary>
    /// <param name="with">What the condition needs besides the item, so that it can be a static lambda: the front is searched very often.</param>
    public static int CountWhile<T, TWith>(ReadOnlySpan<T> items, TWith with, Func<T, TWith, bool> holds)
    {
        var (low, high) = (0, items.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(items[middle], with)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
