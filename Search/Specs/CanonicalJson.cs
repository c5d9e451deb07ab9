using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorSearch.Search.Specs;

/// <summary>
/// What <see cref="SpecHashes"/> are taken of: JSON without white space, keys in the fixed order of the code, numbers in the shortest
/// form that reads back the same, sets in their normalised order. What does not apply (another kind's or optimizer's keys) and what is
/// null is left out. Released hashes must stay: a key that is added later is left out at its default.
/// </summary>
internal static class CanonicalJson
{
    public static string Training(SearchSpec spec, string dataFingerprint) => Write(json => Training(json, spec, dataFingerprint));

    public static string Spec(SearchSpec spec, string dataFingerprint) => Write(json =>
    {
        json.WriteStartObject("training");
        Training(json, spec, dataFingerprint);
        json.WriteEndObject();

        json.WriteStartObject("space");
        Numbers(json, "pruning_rate", spec.Space.PruningRate);
        Numbers(json, "class_cost", spec.Space.ClassCost);
        Texts(json, "rewind", spec.Space.Rewind.Select(point => point.ToString()));
        if (!spec.Space.ByLevel.IsEmpty) ByLevel(json, spec.Space.ByLevel);
        json.WriteEndObject();

        json.WriteStartObject("search");
        json.WriteString("strategy", spec.Search.Strategy.Name());
        json.WriteNumber("width", spec.Search.Width);
        json.WriteNumber("max_level", spec.Search.MaxLevel);
        json.WriteNumber("max_candidates", spec.Search.MaxCandidates);
        if (spec.Search.MaxEpochs is { } most) json.WriteNumber("max_epochs", most);
        json.WriteNumber("replicates", spec.Search.Replicates);
        json.WriteEndObject();

        json.WriteStartObject("objectives");
        json.WriteStartObject("fn");
        if (spec.Objectives.Fn.Threshold is { } threshold) Number(json, "threshold", threshold);
        if (spec.Objectives.Fn.AtFpr is { } fpr) Number(json, "at_fpr", fpr);
        json.WriteEndObject();
        Number(json, "max_fpr", spec.Objectives.MaxFpr);
        json.WriteEndObject();
    });

    private static void ByLevel(Utf8JsonWriter json, IEnumerable<LevelSpec> levels)
    {
        json.WriteStartArray("by_level");
        foreach (var level in levels)
        {
            json.WriteStartObject();
            if (!level.PruningRate.IsEmpty) Numbers(json, "pruning_rate", level.PruningRate);
            if (!level.ClassCost.IsEmpty) Numbers(json, "class_cost", level.ClassCost);
            if (!level.Rewind.IsEmpty) Texts(json, "rewind", level.Rewind.Select(point => point.ToString()));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Training(Utf8JsonWriter json, SearchSpec spec, string fingerprint)
    {
        json.WriteStartObject("data");
        Data(json, spec.Data, fingerprint);
        json.WriteEndObject();
        json.WriteStartObject("model");
        Model(json, spec.Model);
        json.WriteEndObject();
        json.WriteStartObject("train");
        Train(json, spec.Train);
        json.WriteEndObject();
        json.WriteStartObject("prune");
        json.WriteString("criterion", spec.Prune.Criterion.Name());
        if (spec.Prune.Criterion == CriterionKind.Taylor && spec.Prune.ClassCost != 1) Number(json, "class_cost", spec.Prune.ClassCost);
        json.WriteString("scope", spec.Prune.Scope.Name());
        json.WriteBoolean("biases", spec.Prune.Biases);
        Texts(json, "keep", spec.Prune.Keep);
        json.WriteEndObject();
        json.WriteNumber("seed", spec.Search.Seed);
    }

    private static void Data(Utf8JsonWriter json, DataSpec data, string fingerprint)
    {
        json.WriteString("kind", data.Kind.Name());
        json.WriteString("fingerprint", fingerprint);
        Texts(json, "positive", data.Positive);
        if (data.ImageSize is { } size) json.WriteNumber("image_size", size);
        if (data.Split is { } split)
        {
            json.WriteStartObject("split");
            Number(json, "train", split.Train);
            Number(json, "validation", split.Validation);
            Number(json, "test", split.Test);
            json.WriteEndObject();
        }
        json.WriteNumber("split_seed", data.SplitSeed);
        if (data.Group is { } group) json.WriteString("group", group);
        if (data.Kind == DataKind.Csv)
        {
            json.WriteBoolean("header", data.Csv.Header);
            json.WriteString("label", data.Csv.Label);
            Texts(json, "drop", data.Csv.Drop);
            Texts(json, "missing", data.Csv.Missing);
            json.WriteString("separator", data.Csv.Separator.ToString());
        }
        else
        {
            json.WriteStartObject("augment");
            json.WriteBoolean("flip_horizontal", data.Augment.FlipHorizontal);
            json.WriteBoolean("flip_vertical", data.Augment.FlipVertical);
            Number(json, "rotation", data.Augment.Rotation);
            json.WriteNumber("crop", data.Augment.Crop);
            Number(json, "brightness", data.Augment.Brightness);
            Number(json, "contrast", data.Augment.Contrast);
            json.WriteEndObject();
        }
        if (data.Kind != DataKind.SyntheticCracks) return;
        json.WriteNumber("samples", data.Synthetic.Samples);
        Number(json, "positive_share", data.Synthetic.PositiveShare);
        json.WriteNumber("seed", data.Synthetic.Seed);
    }

    private static void Model(Utf8JsonWriter json, ModelSpec model)
    {
        json.WriteString("kind", model.Kind.Name());
        if (model.Kind == ModelKind.Mlp)
        {
            json.WriteStartArray("sizes");
            foreach (var size in model.Sizes) json.WriteNumberValue(size);
            json.WriteEndArray();
        }
        if (model.Kind != ModelKind.Layers) return;
        json.WriteStartArray("layers");
        foreach (var layer in model.Layers)
        {
            json.WriteStartObject();
            json.WriteString("kind", layer.Kind.Name);
            if (layer.Name is not null) json.WriteString("name", layer.Name);
            foreach (var key in layer.Kind.Keys) Number(json, key.Name, key.Of(layer));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Train(Utf8JsonWriter json, TrainSpec train)
    {
        json.WriteNumber("epochs", train.Epochs);
        json.WriteNumber("batch_size", train.BatchSize);
        json.WriteString("optimizer", train.Optimizer.Name());
        Number(json, "learning_rate", train.LearningRate);
        if (train.Optimizer == OptimizerKind.Sgd)
        {
            Number(json, "momentum", train.Momentum);
            json.WriteBoolean("nesterov", train.Nesterov);
        }
        else
        {
            Number(json, "beta1", train.Beta1);
            Number(json, "beta2", train.Beta2);
            Number(json, "epsilon", train.Epsilon);
        }
        Number(json, "weight_decay", train.WeightDecay);
        json.WriteStartObject("schedule");
        json.WriteString("kind", train.Schedule.Kind.Name());
        if (train.Schedule.Kind == ScheduleKind.Step)
        {
            json.WriteStartArray("step");
            foreach (var epoch in train.Schedule.Step) json.WriteNumberValue(epoch);
            json.WriteEndArray();
            Number(json, "gamma", train.Schedule.Gamma);
        }
        if (train.Schedule.Kind == ScheduleKind.Cosine) Number(json, "floor", train.Schedule.Floor);
        json.WriteEndObject();
        Number(json, "class_cost", train.ClassCost);
        json.WriteBoolean("normalise_cost", train.NormaliseCost);
        Number(json, "ranking_weight", train.RankingWeight);
        json.WriteString("select", train.Select.Name());
        json.WriteNumber("fine_tune_epochs", train.FineTuneEpochs);
        json.WriteString("engine", train.Engine.Name());
        if (train.PartialAuc is { } term)
        {
            json.WriteStartObject("partial_auc");
            Number(json, "fpr", term.Fpr);
            Number(json, "weight", term.Weight);
            json.WriteEndObject();
        }
        if (train.Sampling != SamplingKind.Shuffle) json.WriteString("sampling", train.Sampling.Name());
    }

    private static void Number(Utf8JsonWriter json, string key, double value)
    {
        json.WritePropertyName(key);
        Number(json, value);
    }

    private static void Number(Utf8JsonWriter json, double value) => json.WriteRawValue(value.ToString("R", CultureInfo.InvariantCulture));

    private static void Numbers(Utf8JsonWriter json, string key, IEnumerable<double> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values) Number(json, value);
        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
