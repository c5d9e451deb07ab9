using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>Every fault gets one line: file, line, column, key, what it is, what was expected, and the nearest name.</summary>
public sealed class BadSearchFilesTests
{
    // Each row changes one place of the design's example. Lines and columns are those of the changed file.
    [Fact]
    public void More_rewind_points_than_a_result_can_name_are_refused()
    {
        var text = SearchFiles.Design.Replace("epochs: 10,", "epochs: 200,", StringComparison.Ordinal);
        var points = string.Join(", ", Enumerable.Range(0, 101));
        var start = text.IndexOf("rewind:", StringComparison.Ordinal);
        text = text[..start] + $"rewind: [{points}]" + text[text.IndexOf('\n', start)..];
        Assert.Contains(
            SpecReader.Read(text, "cracks.yaml", []).Problems,
            problem => problem.ToString().EndsWith(
                "space.rewind: 101 points; expected 100 at most, for the dense run keeps its weights at each", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("epochs: 10,", "epoch: 10,",
        "cracks.yaml:4:14: train.epoch: unknown key; did you mean `epochs`?")]
    [InlineData("learning_rate: 0.01", "learnig_rate: 0.01",
        "cracks.yaml:4:58: train.learnig_rate: unknown key; did you mean `learning_rate`?")]
    [InlineData("prune: ", "prunning: ",
        "cracks.yaml:6:1: prunning: unknown key; expected one of name, data, model, train, prune, space, objectives, search, resources, report")]
    [InlineData("name: cracks", "colour: red\nname: cracks",
        "cracks.yaml:1:1: colour: unknown key; expected one of name, data, model, train, prune, space, objectives, search, resources, report")]
    [InlineData("name: cracks", "name:",
        "cracks.yaml:1:6: name: an empty value is not a name for the search, for example cracks")]
    [InlineData("name: cracks", "name: a/b",
        "cracks.yaml:1:7: name: a/b cannot be a folder's name: at most 100 characters, no / \\ : * ? \" < > |, no dot at the start, no space at the ends")]
    [InlineData("name: cracks", "name: [a]",
        "cracks.yaml:1:7: name: a list is not a name for the search, for example cracks")]
    [InlineData("name: cracks", "title: x",
        "cracks.yaml:1:1: name: missing; expected a name for the search, for example cracks\n"
        + "cracks.yaml:1:1: title: unknown key; expected one of name, data, model, train, prune, space, objectives, search, resources, report")]
    [InlineData("kind: images", "kind: image",
        "cracks.yaml:2:20: data.kind: image is not one of npz, csv, images, idx, synthetic-cracks; did you mean `images`?")]
    [InlineData("kind: images", "kind: npz, header: true",
        "cracks.yaml:2:25: data.header: does not belong to kind npz, but to csv")]
    [InlineData("kind: images, path: ./crack", "kind: images",
        "cracks.yaml:2:12: data.path: missing; expected the file or folder with the data")]
    [InlineData("path: ./crack", "path: [a, b]",
        "cracks.yaml:2:34: data.path: a list is not a file or folder")]
    [InlineData("positive: Positive, ", "",
        "cracks.yaml:2:12: data.positive: missing; expected a label of the costly class, or a list of them")]
    [InlineData("positive: Positive", "positive: []",
        "cracks.yaml:2:53: data.positive: the list is empty; expected at least one value, for example [malignant, suspicious]")]
    [InlineData("positive: Positive", "positive: [a, a]",
        "cracks.yaml:2:57: data.positive: a is in the list twice")]
    [InlineData("image_size: 64, ", "",
        "cracks.yaml:2:12: data.image_size: missing; expected the side in pixels that images are scaled to, for example 64")]
    [InlineData("image_size: 64", "image_size: 0",
        "cracks.yaml:2:75: data.image_size: 0 is not a whole number from 1 to 4096, for example 64")]
    [InlineData("image_size: 64", "image_size: big",
        "cracks.yaml:2:75: data.image_size: big is not a whole number from 1 to 4096, for example 64")]
    [InlineData("test: 0.15", "test: 0.2",
        "cracks.yaml:2:86: data.split: the shares sum to 1.05, not to 1")]
    [InlineData("test: 0.15", "test: 0",
        "cracks.yaml:2:124: data.split.test: 0 is not a share between 0 and 1 (exclusive), for example 0.5")]
    [InlineData(", test: 0.15", "",
        "cracks.yaml:2:86: data.split.test: missing; expected a share between 0 and 1 (exclusive), for example 0.5")]
    [InlineData("image_size: 64", "image_size: 64, separator: \";\"",
        "cracks.yaml:2:79: data.separator: does not belong to kind images, but to csv")]
    [InlineData("image_size: 64", "image_size: 64, augment: { flip: true }",
        "cracks.yaml:2:90: data.augment.flip: unknown key; did you mean `flip_horizontal`?")]
    [InlineData("image_size: 64", "image_size: 64, augment: { flip_vertical: yes }",
        "cracks.yaml:2:105: data.augment.flip_vertical: yes is not true or false")]
    [InlineData("image_size: 64", "image_size: 64, augment: { rotation: -5 }",
        "cracks.yaml:2:100: data.augment.rotation: -5 is not a number from 0 to 180, for example 10")]
    [InlineData("data:      {", "data:      [{",
        "cracks.yaml:3:1: not valid YAML: a bracket, brace, comma or colon is missing or too many before this")]
    [InlineData("split: { train: 0.7, validation: 0.15, test: 0.15 } }", "split: { train: 0.7, validation: 0.15, test: 0.15 }",
        "cracks.yaml:3:1: not valid YAML: a bracket, brace, comma or colon is missing or too many before this")]
    [InlineData("kind: cnn-3", "kind: cnn3",
        "cracks.yaml:3:20: model.kind: cnn3 is not one of mlp, lenet-300-100, lenet-5, cnn-3, alexnet-small, layers; did you mean `cnn-3`?")]
    [InlineData("kind: cnn-3", "kind: mlp",
        "cracks.yaml:3:12: model.sizes: missing; expected a list of layer sizes, for example [300, 100]")]
    [InlineData("kind: cnn-3", "kind: mlp, sizes: []",
        "cracks.yaml:3:32: model.sizes: the list is empty; expected at least one value, for example [300, 100]")]
    [InlineData("kind: cnn-3", "kind: mlp, sizes: [300, 0]",
        "cracks.yaml:3:38: model.sizes: 0 is not a whole number from 1 to 1000000, for example 100")]
    [InlineData("kind: cnn-3", "kind: cnn-3, sizes: [300]",
        "cracks.yaml:3:27: model.sizes: does not belong to kind cnn-3, but to mlp")]
    [InlineData("{ kind: cnn-3 }", "cnn-3",
        "cracks.yaml:3:12: model: cnn-3 is not a mapping, for example { kind: cnn-3 }")]
    [InlineData("{ kind: cnn-3 }", "[]",
        "cracks.yaml:3:12: model: an empty list is not a list of layers, for example [{ linear: 32 }, relu, { linear: 1 }]")]
    [InlineData("{ kind: cnn-3 }", "[{ conv: 16, kernel: 3 }, { linear: 1 }]",
        "cracks.yaml:3:15: model.conv: not a layer; "
        + "expected one of linear, conv2d, relu, max-pool, avg-pool, adaptive-avg-pool, flatten, dropout, leaky-relu; did you mean `conv2d`?")]
    [InlineData("{ kind: cnn-3 }", "[{ conv2d: 16 }, flatten, { linear: 1 }]",
        "cracks.yaml:3:13: model.kernel: missing; expected the side of the kernel, for example 3")]
    [InlineData("{ kind: cnn-3 }", "[conv2d, flatten, { linear: 1 }]",
        "cracks.yaml:3:13: model: conv2d needs a number: { conv2d: 16, kernel: 3 }")]
    [InlineData("{ kind: cnn-3 }", "[{ conv2d: 16, kernel: 3, strid: 2 }, { linear: 1 }]",
        "cracks.yaml:3:38: model.strid: unknown key; did you mean `stride`?")]
    [InlineData("{ kind: cnn-3 }", "[{ max-pool: 2, padding: 2 }, { linear: 1 }]",
        "cracks.yaml:3:37: model.padding: 2 is not a whole number from 0 to 1, for example 1")]
    [InlineData("{ kind: cnn-3 }", "[{ dropout: 1 }, { linear: 1 }]",
        "cracks.yaml:3:24: model.dropout: 1 is not a number from 0 up to but not including 1, for example 0.5")]
    [InlineData("{ kind: cnn-3 }", "[{ linear: 4, relu: 1 }, { linear: 1 }]",
        "cracks.yaml:3:26: model.relu: one entry is one layer, and this one is already `linear`")]
    [InlineData("{ kind: cnn-3 }", "[{ linear: 4, name: 4a }, { linear: 1 }]",
        "cracks.yaml:3:32: model.name: 4a is not a layer's name: a letter, then letters, digits, - and _, at most 60")]
    [InlineData("epochs: 10", "epochs: 0",
        "cracks.yaml:4:22: train.epochs: 0 is not a whole number from 1 to 1000, for example 10")]
    [InlineData("epochs: 10", "epochs: 1e9",
        "cracks.yaml:4:22: train.epochs: 1e9 is not a whole number from 1 to 1000, for example 10")]
    [InlineData("epochs: 10", "epochs: \"10\"",
        "cracks.yaml:4:22: train.epochs: \"10\" is not a whole number from 1 to 1000, for example 10")]
    [InlineData("epochs: 10", "epochs: 2.5",
        "cracks.yaml:4:22: train.epochs: 2.5 is not a whole number from 1 to 1000, for example 10")]
    [InlineData("epochs: 10", "epochs: ten",
        "cracks.yaml:4:22: train.epochs: ten is not a whole number from 1 to 1000, for example 10")]
    [InlineData("epochs: 10, ", "epochs: 10, epochs: 12, ",
        "cracks.yaml:4:26: train.epochs: repeated; this key is already on line 4")]
    [InlineData("batch_size: 32", "batch_size: 0",
        "cracks.yaml:4:38: train.batch_size: 0 is not a whole number from 1 to 1000000, for example 32")]
    [InlineData("optimizer: sgd", "optimizer: adm",
        "cracks.yaml:4:53: train.optimizer: adm is not one of sgd, adam, adamw; did you mean `adam`?")]
    [InlineData("learning_rate: 0.01", "learning_rate: 0",
        "cracks.yaml:4:73: train.learning_rate: 0 is not a number above 0 and at most 1000, for example 0.01")]
    [InlineData("learning_rate: 0.01", "learning_rate: .nan",
        "cracks.yaml:4:73: train.learning_rate: .nan is not a number above 0 and at most 1000, for example 0.01")]
    [InlineData("learning_rate: 0.01", "learning_rate: Infinity",
        "cracks.yaml:4:73: train.learning_rate: Infinity is not a number above 0 and at most 1000, for example 0.01")]
    [InlineData("learning_rate: 0.01", "learning_rate: -0.1",
        "cracks.yaml:4:73: train.learning_rate: -0.1 is not a number above 0 and at most 1000, for example 0.01")]
    [InlineData("momentum: 0.9", "momentum: 1",
        "cracks.yaml:4:89: train.momentum: 1 is not a number from 0 up to but not including 1, for example 0.9")]
    [InlineData("momentum: 0.9", "momentum: 0, nesterov: true",
        "cracks.yaml:4:102: train.nesterov: needs a momentum above 0")]
    [InlineData("step: [8]", "step: [10]",
        "cracks.yaml:4:113: train.schedule.step: 10 is not a whole number from 1 to 9, for example 8")]
    [InlineData("step: [8]", "step: [8, 4]",
        "cracks.yaml:4:116: train.schedule.step: 4 does not come after 8; the epochs must ascend")]
    [InlineData("step: [8]", "step: 8",
        "cracks.yaml:4:112: train.schedule.step: 8 is not a list, for example [8]")]
    [InlineData("schedule: { step: [8], gamma: 0.1 }", "schedule: linear",
        "cracks.yaml:4:104: train.schedule: linear is not one of constant, step, cosine")]
    [InlineData("schedule: { step: [8], gamma: 0.1 }", "schedule: step",
        "cracks.yaml:4:104: train.schedule: step needs its epochs: { step: [8], gamma: 0.1 }")]
    [InlineData("schedule: { step: [8], gamma: 0.1 }", "schedule: { gamma: 0.1 }",
        "cracks.yaml:4:104: train.schedule: expected one of constant, cosine, { cosine: 0.01 } or { step: [8], gamma: 0.1 }")]
    [InlineData("ranking_weight: 0", "partial_auc: 0.1",
        "cracks.yaml:5:42: train.partial_auc: 0.1 is not a mapping, for example { fpr: 0.1, weight: 1 }")]
    [InlineData("ranking_weight: 0", "partial_auc: { fpr: 0 }",
        "cracks.yaml:5:49: train.partial_auc.fpr: 0 is not a share above 0 and at most 1, for example 0.1")]
    [InlineData("ranking_weight: 0", "partial_auc: { fpr: 0.1, weight: 0 }",
        "cracks.yaml:5:62: train.partial_auc.weight: 0 is not a number above 0 and at most 1000000, for example 1")]
    [InlineData("ranking_weight: 0", "partial_auc: { beta: 0.1 }",
        "cracks.yaml:5:44: train.partial_auc.beta: unknown key; expected one of fpr, weight")]
    [InlineData("ranking_weight: 0", "sampling: balance",
        "cracks.yaml:5:39: train.sampling: balance is not one of shuffle, balanced; did you mean `balanced`?")]
    [InlineData("gamma: 0.1", "gamma: 0",
        "cracks.yaml:4:124: train.schedule.gamma: 0 is not a number above 0 and at most 1, for example 0.1")]
    [InlineData("select: best-auc", "select: best_auc",
        "cracks.yaml:5:56: train.select: best_auc is not one of best-auc, last; did you mean `best-auc`?")]
    [InlineData("engine: auto", "engine: [auto]",
        "cracks.yaml:5:74: train.engine: a list is not one of auto, torch, sparse")]
    [InlineData("criterion: magnitude-increase", "criterion: magnitud",
        "cracks.yaml:6:25: prune.criterion: magnitud is not one of magnitude-increase, magnitude, random, taylor; did you mean `magnitude`?")]
    [InlineData("biases: true", "class_cost: 0",
        "cracks.yaml:6:71: prune.class_cost: 0 is not a number above 0 and at most 1000000, for example 1\n"
        + "cracks.yaml:6:71: warning: prune.class_cost: has no effect with criterion magnitude-increase")]
    [InlineData("biases: true", "biases: 1",
        "cracks.yaml:6:67: prune.biases: 1 is not true or false")]
    [InlineData("[0.3, 0.5, 0.7]", "[0.3, 1.5]",
        "cracks.yaml:8:23: space.pruning_rate: 1.5 is not a share between 0 and 1 (exclusive), for example 0.5")]
    [InlineData("[0.3, 0.5, 0.7]", "[]",
        "cracks.yaml:8:17: space.pruning_rate: the list is empty; expected at least one value, for example [0.3, 0.5]")]
    [InlineData("[0.3, 0.5, 0.7]", "0.5",
        "cracks.yaml:8:17: space.pruning_rate: 0.5 is not a list, for example [0.3, 0.5]")]
    [InlineData("[0.3, 0.5, 0.7]", "[0.5, 0.50]",
        "cracks.yaml:8:23: space.pruning_rate: 0.50 is in the list twice")]
    [InlineData("  pruning_rate: [0.3, 0.5, 0.7]\n", "",
        "cracks.yaml:8:3: space.pruning_rate: missing; expected a list of shares between 0 and 1, for example [0.3, 0.5]")]
    [InlineData("[1, 2, 5, 10]", "[0, 1]",
        "cracks.yaml:9:18: space.class_cost: 0 is not a number above 0 and at most 1000000, for example 1")]
    [InlineData("[0, 1, 2]     ", "[0, 10]",
        "cracks.yaml:10:21: space.rewind: 10 is not within the 10 epochs of train.epochs; expected 0 to 9")]
    [InlineData("[0, 1, 2]     ", "[lr:10]",
        "cracks.yaml:10:18: space.rewind: lr:10 is not within the 10 epochs of train.epochs; expected 0 to 9")]
    [InlineData("[0, 1, 2]     ", "[non]",
        "cracks.yaml:10:18: space.rewind: non is not an epoch, lr:k, none or reinit; did you mean `none`?")]
    [InlineData("[0, 1, 2]     ", "[null]",
        "cracks.yaml:10:18: space.rewind: an empty value is not an epoch, lr:k, none or reinit; to keep the parent's weights write none")]
    [InlineData("[0, 1, 2]     ", "[lr:-1]",
        "cracks.yaml:10:18: space.rewind: lr:-1 is not an epoch, lr:k, none or reinit")]
    [InlineData("rewind:       [0, 1, 2] ", "by_level:     [{ class_cost: [1, 7] }]",
        "cracks.yaml:10:32: space.by_level.class_cost: 7 is not in space.class_cost; expected some of 1, 2, 5, 10")]
    [InlineData("rewind:       [0, 1, 2] ", "by_level:     [{ cost: [1] }]",
        "cracks.yaml:10:20: space.by_level.cost: unknown key; did you mean `class_cost`?")]
    [InlineData("rewind:       [0, 1, 2] ", "by_level:     [5]",
        "cracks.yaml:10:18: space.by_level: 5 is not a mapping, for example { class_cost: [5] }")]
    [InlineData("rewind:       [0, 1, 2] ", "by_level:     []",
        "cracks.yaml:10:17: space.by_level: an empty list is not a list with one mapping for each level, "
        + "for example [{ class_cost: [1] }, { class_cost: [5] }]")]
    [InlineData("fn: { threshold: 0.5 }", "fn: { threshold: 1 }",
        "cracks.yaml:11:32: objectives.fn.threshold: 1 is not a share between 0 and 1 (exclusive), for example 0.5")]
    [InlineData("fn: { threshold: 0.5 }", "fn: {}",
        "cracks.yaml:11:19: objectives.fn: neither of threshold and at_fpr given; expected one: { threshold: 0.5 } or { at_fpr: 0.05 }")]
    [InlineData("fn: { threshold: 0.5 }", "fn: { threshold: 0.5, at_fpr: 0.05 }",
        "cracks.yaml:11:19: objectives.fn: both of threshold and at_fpr given; expected one: { threshold: 0.5 } or { at_fpr: 0.05 }")]
    [InlineData("fn: { threshold: 0.5 }", "fn: { at_fpr: 5 }",
        "cracks.yaml:11:29: objectives.fn.at_fpr: 5 is not a share between 0 and 1 (exclusive), for example 0.5")]
    [InlineData("max_fpr: 0.5", "max_fpr: 0",
        "cracks.yaml:11:48: objectives.max_fpr: 0 is not a share above 0 and at most 1, for example 0.5")]
    [InlineData("strategy: pareto-beam", "strategy: beam",
        "cracks.yaml:12:24: search.strategy: beam is not one of pareto-beam, exhaustive, random; did you mean `pareto-beam`?")]
    [InlineData("width: 8", "width: -1",
        "cracks.yaml:12:44: search.width: -1 is not a whole number from 1 to 1000000, for example 8")]
    [InlineData("max_level: 7", "max_level: 1000000",
        "cracks.yaml:12:58: search.max_level: 1000000 is not a whole number from 0 to 1000, for example 7")]
    [InlineData("replicates: 1", "replicates: 1, max_epochs: 9",
        "cracks.yaml:12:109: search.max_epochs: 9 is less than the root alone needs: 10 epochs x 1 replicate")]
    [InlineData("seed: 7", "seed: 99999999999999999999",
        "cracks.yaml:12:103: search.seed: 99999999999999999999 is not a whole number from 0 to 9223372036854775807, for example 7")]
    [InlineData("slots: auto", "slots: 0",
        "cracks.yaml:13:21: resources.slots: 0 is not auto or a whole number from 1 to 1024, for example 2")]
    [InlineData("checkpoint: 60s", "checkpoint: soon",
        "cracks.yaml:13:39: resources.checkpoint: soon is not a time up to 7 days: seconds, 60s, 2m or 1h")]
    [InlineData("checkpoint: 60s", "checkpoint: 60s, vector: avx512",
        "cracks.yaml:13:52: resources.vector: avx512 is not one of auto, avx2; did you mean `avx2`?")]
    [InlineData("checkpoint: 60s", "checkpoint: 60s, mixed: maybe",
        "cracks.yaml:13:51: resources.mixed: maybe is not true or false")]
    [InlineData("resources:", "report: some\nresources:",
        "cracks.yaml:13:9: report: some is not one of front, all")]
    [InlineData("resources:", "report: [root]\nresources:",
        "cracks.yaml:13:10: report: root is not a candidate's id or its beginning: 1 to 16 digits 0-9 and a-f")]
    [InlineData("resources:", "---\nresources:",
        "cracks.yaml:13:1: not valid YAML: a second document begins here; a search file is one document")]
    [InlineData("  class_cost:   ", "\tclass_cost:   ",
        "cracks.yaml:9:1: not valid YAML: a tab; indent with spaces")]
    [InlineData("space:\n", "space: *missing\nx:\n",
        "cracks.yaml:7:8: not valid YAML: no anchor &missing before this")]
    [InlineData("objectives:", "? [a, b]\n: 1\nobjectives:",
        "cracks.yaml:11:3: a key must be a plain name, not a list")]
    public void One_fault_gives_exactly_this_line(string find, string replacement, string expected)
    {
        Assert.Contains(find, SearchFiles.Design, StringComparison.Ordinal);
        var text = SearchFiles.Design.Replace(find, replacement, StringComparison.Ordinal);
        var reading = SpecReader.Read(text, "cracks.yaml", []);
        Assert.Equal(expected, string.Join('\n', reading.Problems));
        Assert.Null(reading.Spec);
        Assert.Equal(text, reading.EffectiveYaml);
        Assert.Equal(expected.Split('\n')[0], Assert.Throws<BadInputException>(() => SpecReader.ReadOrThrow(text, "cracks.yaml", [])).Message);
    }

    [Theory]
    [InlineData("", "x.yaml:1:1: the file is empty; expected keys such as name, data, model and space")]
    [InlineData("# only a remark\n", "x.yaml:1:1: the file is empty; expected keys such as name, data, model and space")]
    [InlineData("---\n", "x.yaml:1:1: the file is empty; expected keys such as name, data, model and space")]
    [InlineData("hello", "x.yaml:1:1: the file is one value, not a mapping; expected keys such as name, data, model and space")]
    [InlineData("\n- a\n- b\n", "x.yaml:2:1: the file is a list, not a mapping; expected keys such as name, data, model and space")]
    public void A_file_that_is_no_mapping_is_refused(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(SpecReader.Read(text, "x.yaml", []).Problems).ToString());

    [Theory]
    [InlineData("header: true", "header: false",
        "m.yaml:7:10: data.label: class names a column, but without `header: true` there are only positions: `first`, `last` or a number from 0")]
    [InlineData("label: class", "label:", "m.yaml:7:9: data.label: an empty value is not `first`, `last`, a position from 0, or a column name")]
    [InlineData("separator: \";\"", "separator: ab", "m.yaml:10:14: data.separator: ab is not one character between values, for example \";\" or tab")]
    [InlineData("group: patient", "image_size: 8", "m.yaml:11:3: data.image_size: does not belong to kind csv, but to npz, images, idx, synthetic-cracks")]
    [InlineData("missing: [\"?\", NA]", "missing: NA", "m.yaml:9:12: data.missing: NA is not a list, for example [\"?\", NA]")]
    [InlineData("schedule: { cosine: 0.01 }", "schedule: { cosine: 0.01, gamma: 0.5 }",
        "m.yaml:23:29: train.schedule.gamma: does not belong to cosine, but to step")]
    [InlineData("keep: [fc3]", "keep: [fc3, fc3]", "m.yaml:30:74: prune.keep: fc3 is in the list twice")]
    public void Faults_in_a_csv_file_say_where(string find, string replacement, string expected)
    {
        var errors = SpecReader.Read(SearchFiles.Csv.Replace(find, replacement, StringComparison.Ordinal), "m.yaml", []).Errors
            .Select(e => e.ToString()).ToList();
        Assert.Equal(expected, errors[0]);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_the_file()
    {
        var text = SearchFiles.Design
            .Replace("seed: 7", "seed: x", StringComparison.Ordinal)
            .Replace("epochs: 10", "epochs: x", StringComparison.Ordinal)
            .Replace("name: cracks", "name: a:b", StringComparison.Ordinal);
        Assert.Equal(["name", "train.epochs", "search.seed"], SpecReader.Read(text, "cracks.yaml", []).Problems.Select(p => p.Key));
    }

    [Fact]
    public void A_bomb_of_aliases_and_a_deep_nest_are_refused_quickly()
    {
        var levels = Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(levels);
        Assert.Contains("more than 100000 values", Assert.Single(SpecReader.Read(bomb, "x.yaml", []).Problems).Message, StringComparison.Ordinal);
        var nest = "a: " + new string('[', 400) + new string(']', 400);
        Assert.Contains("nested deeper than 50 levels", Assert.Single(SpecReader.Read(nest, "x.yaml", []).Problems).Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is cut out of, put into or doubled in a file, reading ends in a specification or in problems of one line each.</summary>
    [Fact]
    public void No_damage_makes_the_reader_throw() =>
        Gen.Select(Gen.Int[0, 2].Select(i => i == 0 ? SearchFiles.Design : i == 1 ? SearchFiles.Csv : SearchFiles.Synthetic), Gen.Int[0, 1500], Gen.Int[0, 12],
            Gen.OneOf(Gen.String[Gen.Char["{}[]:,-&*!|>%@`'\"#?~ \t\n\\0a.\u0085\uFEFF\uD800"], 0, 5], Gen.String[0, 3])).Sample((text, at, cut, put) =>
        {
            at = Math.Min(at, text.Length);
            var damaged = text[..at] + put + text[Math.Min(text.Length, at + cut)..];
            var reading = SpecReader.Read(damaged, "x.yaml", []);
            Assert.Equal(reading.Spec is null, reading.Errors.Any());
            Assert.All(reading.Problems, p => Assert.True(p.Line >= 1 && p.Column >= 1 && !p.ToString().Any(c => c is '\n' or '\r'), p.ToString()));
        }, iter: 4000);
}
