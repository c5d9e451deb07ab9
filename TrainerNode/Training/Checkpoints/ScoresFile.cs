using ActorSearch.Search.Evaluating;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>A tested candidate's logits per sample as safetensors files; docs/formats.md describes them.</summary>
public static class ScoresFile
{
    private static readonly FileFormat Format = new("actorsearch-scores", "1");
    private const string Validation = "validation", Test = "test";

    /// <summary>A function of the scores alone: equal searches give equal bytes.</summary>
    public static byte[] Write(CandidateScores scores, string trainingHash, CandidatePath path)
    {
        var metadata = new Dictionary<string, object>
        {
            ["training_hash"] = trainingHash,
            ["path"] = path.ToString(),
            ["thresholds"] = scores.Runs.Select(run => run.Thresholds).ToArray(),
        };
        return Format.Write(metadata,
        [
            .. scores.Runs.SelectMany((run, replicate) => new[]
            {
                StoredTensor.Floats(Logits(replicate, Validation), run.Validation),
                StoredTensor.Floats(Logits(replicate, Test), run.Test),
            }),
            StoredTensor.Bytes(Labels(Validation), scores.ValidationLabels),
            StoredTensor.Bytes(Labels(Test), scores.TestLabels),
        ]);
    }

    /// <exception cref="CheckpointDamagedException">Not the scores of this candidate.</exception>
    public static CandidateScores Read(ReadOnlyMemory<byte> bytes, CheckpointRef reference, string trainingHash, CandidatePath path) =>
        CheckpointDamagedException.Unless(reference, () =>
        {
            var file = Format.Read(bytes);
            file.Require("training_hash", trainingHash);
            file.Require("path", path.ToString());
            var thresholds = file.Json<ImmutableArray<Thresholds>>("thresholds");
            if (thresholds.IsDefaultOrEmpty) throw new InvalidDataException("metadata thresholds names no replicate");
            var (validation, test) = (ReadLabels(file, Validation), ReadLabels(file, Test));
            return new CandidateScores(path.Id(trainingHash), validation, test,
            [
                .. thresholds.Select((chosen, replicate) => new RunScores(
                    ReadLogits(file, replicate, Validation, validation.Length), ReadLogits(file, replicate, Test, test.Length), chosen)),
            ]);
        });

    private static string Logits(int replicate, string split) => $"r{replicate}.{split}";

    private static string Labels(string split) => $"{split}.labels";

    private static byte[] ReadLabels(SafetensorsFile file, string split)
    {
        var stored = file[Labels(split)];
        return stored.AsBytes().ContainsAnyExceptInRange((byte)0, (byte)1)
            ? throw new InvalidDataException($"tensor {stored.Name} holds a label that is neither 0 nor 1")
            : stored.AsBytes().ToArray();
    }

    private static float[] ReadLogits(SafetensorsFile file, int replicate, string split, int samples)
    {
        var stored = file[Logits(replicate, split)];
        var logits = stored.AsFloats();
        if (logits.Length != samples) throw new InvalidDataException($"tensor {stored.Name} has {logits.Length} logits for {samples} samples");
        stored.RequireFinite();
        return logits.ToArray();
    }
}
