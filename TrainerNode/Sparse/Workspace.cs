using ActorSearch.TrainerNode.Models;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// Values and gradients of one part of a batch, or of the units that are computed once. A position of a unit is
/// <see cref="Lanes"/> floats, one a sample; units lie one after another.
/// </summary>
internal sealed unsafe class Workspace
{
    private readonly Dictionary<Blob, (nint Values, nint Pulls)> _blobs = [];
    private readonly Dictionary<object, nint> _extras = [];
    private readonly Arena _arena;

    /// <param name="lanes">A multiple of 16, or 1 for the units that are computed once.</param>
    /// <param name="once">The units that are computed once; null when these are they.</param>
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

    public int Lanes { get; }
    public Workspace? Once { get; }

    /// <summary>Samples of the batch before this part.</summary>
    public int FirstSample { get; set; }

    /// <summary>Samples in use.</summary>
    public int Samples { get; set; }

    /// <summary>The batch's dropout masks; null in evaluation.</summary>
    public DropoutStream? Dropout { get; set; }

    public float* Values(Blob blob) => (float*)_blobs[blob.Owner].Values;
    public float* Pulls(Blob blob) => (float*)_blobs[blob.Owner].Pulls;

    /// <summary>A buffer of a layer's own.</summary>
    public float* Extra(object owner) => (float*)_extras[owner];

    public void AddExtra(object owner, long floats) => _extras[owner] = (nint)_arena.Floats(floats);

    /// <summary>Sets all gradients to 0: those of units computed once are added up over the parts of a batch.</summary>
    public void ClearPulls()
    {
        foreach (var (blob, (_, pulls)) in _blobs)
            if (pulls != 0) new Span<float>((float*)pulls, checked((int)PullSize(blob))).Clear();
    }

    private long PullSize(Blob blob) =>
        ((long)Units(blob) * blob.Pulls.Positions + blob.Pulls.Tail) * Lanes;

    private int Units(Blob blob)
    {
        var units = Once is null ? blob.ConstantCount + blob.SharedCount : blob.LiveCount;
        return blob.OneAtATime ? Math.Min(units, 1) : units;
    }
}
