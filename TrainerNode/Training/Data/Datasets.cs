using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Data.Splitting;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>Opens what a data specification describes.</summary>
internal static class Datasets
{
    /// <summary>Reads, decodes (once, into the cache), splits and normalises. Bad data throws <see cref="BadInputException"/> with one line.</summary>
    /// <param name="spec">Its path is used as it is.</param>
    /// <param name="cacheFolder">Null = <see cref="CacheFolder.Resolve"/>'s choice.</param>
    /// <param name="say">Gets, in a line each, what the user should know and may not expect.</param>
    /// <param name="roots">Where the path may lead; null: anywhere.</param>
    /// <param name="mostCached">Bytes that decoded images may have in the cache; null = <see cref="PixelCache.UsualBytes"/>.</param>
    /// <param name="cancel">Looked at wherever files are read, images decoded or samples gone through.</param>
    public static LoadedDataset Open(
        DataSpec spec, string? cacheFolder = null, Action<string>? say = null, DataRoots? roots = null, long? mostCached = null,
        CancellationToken cancel = default)
    {
        if (spec.ImageSize is { } size and (< 1 or > 4096)) throw new BadInputException($"data.image_size: {size}; expected 1 to 4096 pixels");
        var kind = SourceKind.Of(spec);
        var source = kind.Open(spec, roots ?? DataRoots.Anywhere, cancel);
        if (spec.Group is not null && !kind.HasGroups)
        {
            var with = SourceKind.All.Where(other => other.HasGroups).Select(other => other.Kind.Name());
            throw new BadInputException($"data.group: only {string.Join(" and ", with)} have groups");
        }
        if (source.Given is not null && spec.Split is not null)
            say?.Invoke($"{source.Name}: brings its own splits; data.split is used for a missing validation split only");
        var y = CostlyClass.Of(spec, source);
        if (source is not PixelSource images) return Table(spec, (FeatureSource)source, y, say, cancel);
        var cache = new PixelCache(CacheFolder.Resolve(cacheFolder), say, mostCached ?? PixelCache.UsualBytes);
        return Images(spec, images, y, cache, say, cancel);
    }

    private static ImageDataset Images(DataSpec spec, PixelSource source, byte[] y, PixelCache cache, Action<string>? say, CancellationToken cancel)
    {
        var pixels = cache.Open(source, spec.ImageSize, cancel);
        try
        {
            var header = pixels.Header;
            ImmutableArray<int> shape = [header.Channels, header.Height, header.Width];
            if (header.Count != y.Length) throw new IOException($"The cached images of {source.Name} are {header.Count}; {y.Length} were expected.");
            var (crop, mostCrop) = (spec.Augment.Crop, Math.Min(header.Height, header.Width) - 1);
            if (crop < 0 || crop > mostCrop)
                throw new BadInputException($"data.augment.crop: {crop}; expected 0 to {mostCrop} for images of {header.Width} x {header.Height}");
            var duplicates = new Duplicates(y.Length, sample => pixels[sample], cancel);
            var plan = SplitPlan.Make(spec, source, y, duplicates, say, cancel);
            var normalization = ImageDataset.Normalize(pixels, plan.Samples[(int)Split.Train], cancel);
            return new ImageDataset(Report(source, shape, y, duplicates, plan, normalization, []), plan, y, pixels, spec.Augment);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static TableDataset Table(DataSpec spec, FeatureSource source, byte[] y, Action<string>? say, CancellationToken cancel)
    {
        if (Augmenter.IsOn(spec.Augment)) throw new BadInputException($"data.augment: works on images only; data.kind is {spec.Kind.Name()}");
        var columns = source.Columns.Length;
        var duplicates = new Duplicates(y.Length, sample => MemoryMarshal.AsBytes(source.Values.AsSpan(sample * columns, columns)), cancel);
        var plan = SplitPlan.Make(spec, source, y, duplicates, say, cancel);
        ImmutableArray<MissingValues> missing = [.. Enumerable.Range(0, columns).Select(Missing).Where(values => values.Samples > 0)];
        var normalization = TableDataset.Normalize(source, plan.Samples[(int)Split.Train], cancel);
        return new TableDataset(Report(source, [columns], y, duplicates, plan, normalization, missing), plan, y, source.Values);

        MissingValues Missing(int column)
        {
            cancel.ThrowIfCancellationRequested();
            return new(source.Columns[column], Enumerable.Range(0, y.Length).Count(row => float.IsNaN(source.Values[row * columns + column])));
        }
    }

    private static DataReport Report(
        SampleSource source, ImmutableArray<int> shape, byte[] y, Duplicates duplicates, SplitPlan plan, Normalization normalization,
        ImmutableArray<MissingValues> missing)
    {
        var splits = Enum.GetValues<Split>();
        var features = splits.Select(split => plan.Samples[(int)split].Select(sample => duplicates.FirstOf[sample]).ToHashSet()).ToArray();
        return new(source.Name, source.Fingerprint, shape,
            [.. splits.Select(split => Counts(split, plan.Samples[(int)split]))],
            source.LabelCounts(),
            source.Groups?.Distinct(StringComparer.Ordinal).Count(),
            [.. splits.SelectMany(a => splits.Where(b => b > a).Select(b => Shared(a, b))).Where(shared => shared.Samples > 0)],
            plan.Dropped, duplicates.Conflicting(y), missing, normalization);

        SplitCounts Counts(Split split, int[] samples)
        {
            var positives = samples.Count(sample => y[sample] == 1);
            return new(split, samples.Length - positives, positives, samples.Length - features[(int)split].Count);
        }

        SharedSamples Shared(Split a, Split b) =>
            new(a, b, plan.Samples[(int)a].Count(sample => features[(int)b].Contains(duplicates.FirstOf[sample])));
    }
}
