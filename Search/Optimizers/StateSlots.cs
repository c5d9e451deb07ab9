namespace ActorSearch.Search.Optimizers;

/// <summary>A part of an optimizer's state: the same elements of each of its buffers.</summary>
/// <param name="buffers">Where each buffer begins.</param>
/// <param name="start">First element of the part.</param>
/// <param name="length">Elements of the part.</param>
public readonly unsafe ref struct StateSlots(ReadOnlySpan<nint> buffers, int start, int length)
{
    private readonly ReadOnlySpan<nint> _buffers = buffers;

    /// <summary>The part of a buffer.</summary>
    public Span<float> this[int slot] => new((float*)_buffers[slot] + start, length);
}
