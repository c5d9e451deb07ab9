using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// Values and gradients of one part of a batch, or of the units that are computed once. Each position of a unit has <see cref="Lanes"/> floats, one per sample.
/// Units follow one another.
/// </summary>
internal sealed unsafe class Workspace
{
    private readonly Dictionary<Blob, (nint Values, nint Pulls)> _blobs = [];
    private readonly Dictionary<object, nint> _extras = [];
    private readonly Arena _arena;

    /// <summary>Allocates the buffers of all blobs.</summary>
    /// <param name="lanes">A multiple of 16, or 1 for the units that are computed once.</param>
    /// <param name="once">The workspace of the units that are computed once; null if this is that workspace.</param>
    public Workspace(Arena arena, IEnumerable<Blob> blobs, int lanes, Workspace? once)
    {
        (Lanes, Once, _arena) = (lanes, once, arena);
        foreach (var blob in blobs.Select(blob => blob.Owner).Distinct())
        {
            _blobs[blob] = (
                (nint)arena.Floats(((long)Units(blob) * blob.Values.Positions + blob.Values.Tail) * lanes),
                blob.HasPulls ? (nint)arena.Floats(PullSize(blob)) : 0);
        }
    }

    /// <summary>Floats per position: the largest number of samples, or 1.</summary>
    public int Lanes { get; }

    /// <summary>The workspace of the units that are computed once; null in that workspace itself.</summary>
    public Workspace? Once { get; }

    /// <summary>Index in the batch of this part's first sample.</summary>
    public int FirstSample { get; set; }

    /// <summary>Number of samples in use; further lanes hold no sample.</summary>
    public int Samples { get; set; }

    /// <summary>The batch's dropout masks; null during evaluation.</summary>
    public DropoutStream? Dropout { get; set; }

    /// <summary>Buffer of a blob's values.</summary>
    public float* Values(Blob blob) => (float*)_blobs[blob.Owner].Values;

    /// <summary>Buffer of a blob's gradients; null if it has none.</summary>
    public float* Pulls(Blob blob) => (float*)_blobs[blob.Owner].Pulls;

    /// <summary>A value, of the first sample.</summary>
    public float* Value(Blob blob, int unit, int y = 0, int x = 0) => Values(blob) + (long)blob.Value(unit, y, x) * Lanes;

    /// <summary>A gradient, of the first sample.</summary>
    public float* Pull(Blob blob, int unit, int y = 0, int x = 0) => Pulls(blob) + (long)blob.Pull(unit, y, x) * Lanes;

    /// <summary>A layer's private buffer.</summary>
    public float* Extra(object owner) => (float*)_extras[owner];

    /// <summary>Allocates a layer's private buffer.</summary>
    public void AddExtra(object owner, long floats) => _extras[owner] = (nint)_arena.Floats(floats);

    /// <summary>Sets all gradients to 0, because those of units computed once are summed over the parts of a batch.</summary>
    public void ClearPulls()
    {
        foreach (var (blob, (_, pulls)) in _blobs)
            if (pulls != 0) new Span<float>((float*)pulls, checked((int)PullSize(blob))).Clear();
    }

    private long PullSize(Blob blob) => ((long)Units(blob) * blob.Pulls.Positions + blob.Pulls.Tail) * Lanes;

    private int Units(Blob blob)
    {
        var units = Once is null ? blob.ConstantCount + blob.SharedCount : blob.LiveCount;
        return blob.OneAtATime ? Math.Min(units, 1) : units;
    }
}
