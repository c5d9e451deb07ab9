using System.Text;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>The source `synthetic-cracks`: drawn concrete, labels `crack` and `intact`, every sample from its own random stream.</summary>
internal sealed class SyntheticCracks : PixelSource
{
    /// <summary>Part of the fingerprint: raise it whenever the drawing changes by one pixel.</summary>
    private const int GeneratorVersion = 1;
    private const int DefaultSize = 64;

    private readonly SyntheticSpec _spec;
    private readonly int _size;

    public SyntheticCracks(DataSpec spec) : base("synthetic-cracks")
    {
        (_spec, _size) = (spec.Synthetic, spec.ImageSize ?? DefaultSize);
        if (_spec.Samples < 1) throw new BadInputException($"data.synthetic.samples: {_spec.Samples}; expected at least 1");
        if (!(_spec.PositiveShare > 0 && _spec.PositiveShare < 1))
            throw new BadInputException($"data.synthetic.positive_share: {_spec.PositiveShare}; expected a number between 0 and 1");
        if (_size is < SyntheticSpec.LeastSize or > SyntheticSpec.MostSize)
            throw new BadInputException($"data.image_size: {_size}; synthetic-cracks draws {SyntheticSpec.LeastSize} to {SyntheticSpec.MostSize} pixels");
        MemoryShare.Require(Name, _spec.Samples);
        var settings = $"synthetic-cracks {GeneratorVersion} {_spec.Samples} {_spec.PositiveShare:R} {_spec.Seed} {_size}";
        Fingerprint = ContentHash.Of(Encoding.UTF8.GetBytes(settings));
        var labels = new string[_spec.Samples];
        Array.Fill(labels, "intact");
        Array.Fill(labels, "crack", 0, Math.Clamp((int)Math.Round(_spec.Samples * _spec.PositiveShare), 0, labels.Length));
        // Replicate 1 is the order of the labels, replicate 0 the drawings.
        new CounterRandom(_spec.Seed, 1, 0, RandomPurpose.SyntheticData).Shuffle<string>(labels);
        Labels = labels;
    }

    public override void Decode(IPixelSink sink, CancellationToken cancel)
    {
        sink.Start(1, _size, _size);
        var block = new byte[64][];
        for (var from = 0; from < Labels.Count; from += block.Length)
        {
            cancel.ThrowIfCancellationRequested();
            var first = from;
            var count = Math.Min(block.Length, Labels.Count - from);
            InParallel.For(count, i => block[i] = ConcreteDrawing.Draw(
                new CounterRandom(_spec.Seed, 0, 0, RandomPurpose.SyntheticData, first + i), _size, Labels[first + i] == "crack"));
            for (var i = 0; i < count; i++) sink.Write(block[i]);
        }
    }

    /// <summary>Registers the source.</summary>
    private sealed class Registered() : SourceKind(DataKind.SyntheticCracks, (spec, _, _) => new SyntheticCracks(spec));
}
