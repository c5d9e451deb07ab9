using ActorSearch.Search.Metrics;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A tested candidate's logits per sample as safetensors files; docs/formats.md describes them.</summary>
public static class ScoresFile
{
    private const string Format = "actorsearch-scores", FormatVersion = "1", Validation = "validation", Test = "test";

    /// <summary>A function of the scores alone: equal searches give equal bytes.</summary>
    public static byte[] Write(CandidateScores scores, string trainingHash, CandidatePath path)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["format_version"] = FormatVersion,
            ["training_hash"] = trainingHash,
            ["path"] = path.ToString(),
            ["thresholds"] = FileJson.Write(scores.Runs.Select(run => run.Thresholds)),
        };
        return new SafetensorsFile(metadata,
        [
            .. scores.Runs.SelectMany((run, replicate) => new[]
            {
                StoredTensor.Floats(Logits(replicate, Validation), run.Validation),
                StoredTensor.Floats(Logits(replicate, Test), run.Test),
            }),
            StoredTensor.Bytes(Labels(Validation), scores.ValidationLabels),
            StoredTensor.Bytes(Labels(Test), scores.TestLabels),
        ]).ToBytes();
    }

    /// <exception cref="CheckpointDamagedException">Not the scores of this candidate.</exception>
    public static CandidateScores Read(ReadOnlyMemory<byte> bytes, CheckpointRef reference, string trainingHash, CandidatePath path)
    {
        try
        {
            var file = SafetensorsFile.Parse(bytes);
            var metadata = new FileMetadata(file.Metadata, Format, FormatVersion);
            metadata.RequireText("training_hash", trainingHash);
            metadata.RequireText("path", path.ToString());
            var thresholds = metadata.Json<ImmutableArray<Thresholds>>("thresholds");
            if (thresholds.IsDefaultOrEmpty) throw new InvalidDataException("metadata thresholds names no replicate");
            var (validation, test) = (ReadLabels(file, Validation), ReadLabels(file, Test));
            return new CandidateScores(path.Id(trainingHash), validation, test,
                [.. thresholds.Select((t, replicate) => new RunScores(ReadLogits(file, replicate, Validation, validation), ReadLogits(file, replicate, Test, test), t))]);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointDamagedException(reference, e.Message);
        }
    }

    private static string Logits(int replicate, string split) => string.Create(CultureInfo.InvariantCulture, $"r{replicate}.{split}");

    private static string Labels(string split) => $"{split}.labels";

    private static byte[] ReadLabels(SafetensorsFile file, string split)
    {
        var stored = file[Labels(split)];
        if (stored.Type != TensorType.U8) throw new InvalidDataException($"tensor {stored.Name} is not of type U8");
        return stored.Data.Span.ContainsAnyExceptInRange((byte)0, (byte)1)
            ? throw new InvalidDataException($"tensor {stored.Name} holds a label that is neither 0 nor 1")
            : stored.Data.ToArray();
    }

    private static float[] ReadLogits(SafetensorsFile file, int replicate, string split, byte[] labels)
    {
        var stored = file[Logits(replicate, split)];
        var logits = stored.AsFloats().ToArray();
        if (logits.Length != labels.Length) throw new InvalidDataException($"tensor {stored.Name} has {logits.Length} logits for {labels.Length} samples");
        return Array.TrueForAll(logits, float.IsFinite) ? logits : throw new InvalidDataException($"tensor {stored.Name} holds a number that is not finite");
    }
}
