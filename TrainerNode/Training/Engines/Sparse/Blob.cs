namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// The units between two layers. Live units are computed for every sample and constant ones once; each kind has its own buffer, with one slot per unit. Units
/// that are always 0 or that no layer reads have no slot.
/// </summary>
internal sealed class Blob
{
    private readonly int[] _slots;
    private readonly UnitKind[] _kinds;
    private readonly Blob? _image;

    /// <summary>Units whose maps have the given size.</summary>
    /// <param name="kinds">The kind of each unit.</param>
    /// <param name="needed">Whether any layer reads the unit.</param>
    public Blob(int height, int width, UnitKind[] kinds, bool[] needed)
    {
        (Height, Width, _kinds, _slots) = (height, width, kinds, new int[kinds.Length]);
        for (var unit = 0; unit < kinds.Length; unit++)
        {
            _slots[unit] = !needed[unit] || kinds[unit] == UnitKind.Zero ? -1 : kinds[unit] == UnitKind.Live ? LiveCount++ : ConstantCount++;
        }
        Values = Pulls = PlaneLayout.Plain(height, width);
    }

    /// <summary>A flattened image: each position of each channel is one unit, in the image's memory.</summary>
    public Blob(Blob image)
    {
        (Height, Width, _image) = (1, 1, image);
        var positions = image.Height * image.Width;
        _kinds = [.. image._kinds.SelectMany(kind => Enumerable.Repeat(kind, positions))];
        _slots = [.. image._slots.SelectMany(slot => Enumerable.Repeat(slot, positions))];
        (LiveCount, ConstantCount) = (image.LiveCount * positions, image.ConstantCount * positions);
        (Rectified, HasPulls) = (image.Rectified, image.HasPulls);
        Values = Pulls = PlaneLayout.Plain(1, 1);
    }

    /// <summary>The same units in a buffer of their own.</summary>
    public Blob Copy() => new(Height, Width, _kinds, [.. _slots.Select(slot => slot >= 0)]) { HasPulls = HasPulls };

    /// <summary>Rows of a unit's map.</summary>
    public int Height { get; }

    /// <summary>Columns of a unit's map.</summary>
    public int Width { get; }

    /// <summary>Number of units, with and without slots.</summary>
    public int Units => _kinds.Length;

    /// <summary>Number of live units with a slot.</summary>
    public int LiveCount { get; }

    /// <summary>Number of constant units with a slot.</summary>
    public int ConstantCount { get; }

    /// <summary>
    /// Number of further maps after the constant ones. Each holds the contribution of constant inputs to a live output of the layer that computes this blob.
    /// </summary>
    public int SharedCount { get; set; }

    /// <summary>Layout of the values, which the layer that reads them chooses.</summary>
    public PlaneLayout Values { get; set; }

    /// <summary>Layout of the gradients, which the layer that computes the values chooses, because it reads them.</summary>
    public PlaneLayout Pulls { get; set; }

    /// <summary>Whether the values have passed a ReLU. The gradients are then those of its input.</summary>
    public bool Rectified { get; init; }

    /// <summary>Whether all units share the memory of one, because no layer needs two at the same time.</summary>
    public bool OneAtATime { get; set; }

    /// <summary>Whether gradients are needed, because an earlier layer is trained.</summary>
    public bool HasPulls { get; init; }

    /// <summary>The blob that owns the memory: the image if this is a flattened one, else this blob.</summary>
    public Blob Owner => _image ?? this;

    /// <summary>Whether a unit is live and has a slot.</summary>
    public bool IsLive(int unit) => _slots[unit] >= 0 && _kinds[unit] == UnitKind.Live;

    /// <summary>Whether a unit is constant and has a slot.</summary>
    public bool IsConstant(int unit) => _slots[unit] >= 0 && _kinds[unit] == UnitKind.Constant;

    /// <summary>Live units with a slot, in order.</summary>
    public int[] Live => field ??= [.. Enumerable.Range(0, Units).Where(IsLive)];

    /// <summary>Constant units with a slot, in order.</summary>
    public int[] Constant => field ??= [.. Enumerable.Range(0, Units).Where(IsConstant)];

    /// <summary>Position of a value in the buffer of the unit's kind.</summary>
    public int Value(int unit, int y = 0, int x = 0) => Position(Owner.Values, unit, y, x);

    /// <summary>Position of a gradient in the buffer of the unit's kind.</summary>
    public int Pull(int unit, int y = 0, int x = 0) => Position(Owner.Pulls, unit, y, x);

    /// <summary>Place of a unit's map among those of its kind.</summary>
    public int Slot(int unit) => OneAtATime ? 0 : _slots[unit];

    private int Position(in PlaneLayout layout, int unit, int y, int x) => _image is null
        ? checked(Slot(unit) * layout.Positions + layout.Position(y, x))
        : _image.Position(layout, unit / (_image.Height * _image.Width), unit / _image.Width % _image.Height, unit % _image.Width);

    /// <summary>First position of a shared map's values in the constant buffer; see <see cref="SharedCount"/>.</summary>
    public int SharedValue(int index) => checked((ConstantCount + index) * Values.Positions + Values.Position(0, 0));

    /// <summary>First position of a shared map's gradients in the constant buffer.</summary>
    public int SharedPull(int index) => checked((ConstantCount + index) * Pulls.Positions + Pulls.Position(0, 0));
}
