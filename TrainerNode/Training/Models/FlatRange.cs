namespace ActorSearch.TrainerNode.Training.Models;

/// <summary>A part of a buffer.</summary>
public readonly record struct FlatRange(int Start, int Length)
{
    /// <summary>That part.</summary>
    public Span<float> Of(Span<float> buffer) => buffer.Slice(Start, Length);

    /// <summary>That part.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> buffer) => buffer.Slice(Start, Length);
}
