namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// What lies between two layers: the units that are computed for every sample and those computed once, each with a slot in its own buffer.
/// Units that are always 0 or that nothing needs have none.
/// </summary>
internal sealed class Blob
{
    private readonly int[] _slots;
    private readonly UnitKind[] _kinds;
    private readonly Blob? _image;

    public Blob(int height, int width, UnitKind[] kinds, bool[] needed)
    {
        (Height, Width, _kinds, _slots) = (height, width, kinds, new int[kinds.Length]);
        for (var unit = 0; unit < kinds.Length; unit++)
        {
            _slots[unit] = !needed[unit] || kinds[unit] == UnitKind.Zero ? -1 : kinds[unit] == UnitKind.Live ? LiveCount++ : ConstantCount++;
        }
        Values = Pulls = PlaneLayout.Plain(height, width);
        (Live, Constant) = ([.. Enumerable.Range(0, Units).Where(IsLive)], [.. Enumerable.Range(0, Units).Where(IsConstant)]);
    }

    /// <summary>An image's positions as units, in the image's memory.</summary>
    public Blob(Blob image)
    {
        (Height, Width, _image) = (1, 1, image);
        var positions = image.Height * image.Width;
        _kinds = [.. image._kinds.SelectMany(kind => Enumerable.Repeat(kind, positions))];
        _slots = [.. image._slots.SelectMany(slot => Enumerable.Repeat(slot, positions))];
        (LiveCount, ConstantCount) = (image.LiveCount * positions, image.ConstantCount * positions);
        (Rectified, HasPulls) = (image.Rectified, image.HasPulls);
        Values = Pulls = PlaneLayout.Plain(1, 1);
        (Live, Constant) = ([.. Enumerable.Range(0, Units).Where(IsLive)], [.. Enumerable.Range(0, Units).Where(IsConstant)]);
    }

    /// <summary>The same units in a buffer of their own.</summary>
    public Blob Copy() => new(Height, Width, _kinds, [.. _slots.Select(slot => slot >= 0)]) { HasPulls = HasPulls };

    public int Height { get; }
    public int Width { get; }
    public int Units => _kinds.Length;
    public int LiveCount { get; }
    public int ConstantCount { get; }

    /// <summary>Further maps behind the constant ones: what constant inputs add to live outputs of the layer that makes this.</summary>
    public int SharedCount { get; set; }

    /// <summary>Layout of the values; the layer that reads them decides.</summary>
    public PlaneLayout Values { get; set; }

    /// <summary>Layout of the gradients; the layer that makes the values reads them, and decides.</summary>
    public PlaneLayout Pulls { get; set; }

    /// <summary>The values went through a ReLU: gradients are those before it.</summary>
    public bool Rectified { get; init; }

    /// <summary>All units take turns in the memory of one: nothing needs two at once.</summary>
    public bool OneAtATime { get; set; }

    /// <summary>Something that is trained lies before it.</summary>
    public bool HasPulls { get; init; }

    /// <summary>The image whose memory this is, or itself.</summary>
    public Blob Owner => _image ?? this;

    public bool IsLive(int unit) => _slots[unit] >= 0 && _kinds[unit] == UnitKind.Live;
    public bool IsConstant(int unit) => _slots[unit] >= 0 && _kinds[unit] == UnitKind.Constant;

    /// <summary>Units that are live, in order.</summary>
    public int[] Live { get; }

    /// <summary>Units that are constant, in order.</summary>
    public int[] Constant { get; }

    /// <summary>Where a value lies, in positions of the buffer of the unit's kind.</summary>
    public int Value(int unit, int y, int x) => _image is null
        ? checked(Slot(unit) * Values.Positions + Values.Position(y, x))
        : _image.Value(unit / (_image.Height * _image.Width), unit / _image.Width % _image.Height, unit % _image.Width);

    /// <summary>Where a gradient lies, in positions of the buffer of the unit's kind.</summary>
    public int Pull(int unit, int y, int x) => _image is null
        ? checked(Slot(unit) * Pulls.Positions + Pulls.Position(y, x))
        : _image.Pull(unit / (_image.Height * _image.Width), unit / _image.Width % _image.Height, unit % _image.Width);

    private int Slot(int unit) => OneAtATime ? 0 : _slots[unit];

    public int SharedValue(int index) => checked((ConstantCount + index) * Values.Positions + Values.Position(0, 0));
    public int SharedPull(int index) => checked((ConstantCount + index) * Pulls.Positions + Pulls.Position(0, 0));
}
