namespace ActorSearch.Search.Tests.Specs;

/// <summary>Search files that several tests use.</summary>
internal static class SearchFiles
{
    /// <summary>The example of the design, as it stands there.</summary>
    public const string Design = """
        name: cracks
        data:      { kind: images, path: ./crack, positive: Positive, image_size: 64, split: { train: 0.7, validation: 0.15, test: 0.15 } }
        model:     { kind: cnn-3 }                      # mlp, lenet-300-100, lenet-5, cnn-3, alexnet-small, or a list of layers
        train:     { epochs: 10, batch_size: 32, optimizer: sgd, learning_rate: 0.01, momentum: 0.9, schedule: { step: [8], gamma: 0.1 },
                     class_cost: 1, ranking_weight: 0, select: best-auc, engine: auto }
        prune:     { criterion: magnitude-increase, scope: layer, biases: true }
        space:
          pruning_rate: [0.3, 0.5, 0.7]
          class_cost:   [1, 2, 5, 10]
          rewind:       [0, 1, 2]                       # also none, lr:k, reinit
        objectives: { fn: { threshold: 0.5 }, max_fpr: 0.5 }
        search:    { strategy: pareto-beam, width: 8, max_level: 7, max_candidates: 200, replicates: 1, seed: 7 }
        resources: { slots: auto, checkpoint: 60s }

        """;

    public const string Csv = """
        name: mammography
        data:
          kind: csv
          path: ./mammography.csv
          positive: [1, "2"]
          header: true
          label: class
          drop: [id, 3]
          missing: ["?", NA]
          separator: ";"
          group: patient
          split: { train: 0.6, validation: 0.2, test: 0.2 }
          split_seed: 4
        model: { kind: mlp, sizes: [20, 10] }
        train:
          epochs: 6
          optimizer: adamw
          learning_rate: 0.001
          beta1: 0.8
          beta2: 0.99
          epsilon: 1e-7
          weight_decay: 0.01
          schedule: { cosine: 0.01 }
          class_cost: 3
          normalise_cost: true
          ranking_weight: 0.5
          select: last
          fine_tune_epochs: 2
          engine: torch
        prune: { criterion: magnitude, scope: global, biases: false, keep: [fc3] }
        space: { pruning_rate: [0.5], class_cost: [10, 1], rewind: [reinit, none, lr:2, 5, 0] }
        objectives: { fn: { at_fpr: 0.05 }, max_fpr: 0.4 }
        search: { strategy: random, width: 3, max_level: 4, max_candidates: 50, max_epochs: 900, replicates: 2, seed: 11 }
        resources: { slots: 3, checkpoint: 2m, mixed: true, vector: avx2 }
        report: [4f1c, 09ab]

        """;

    public const string Synthetic = """
        name: drawn
        data:
          kind: synthetic-cracks
          image_size: 32
          samples: 500
          positive_share: 0.2
          seed: 9
          augment: { flip_horizontal: true, flip_vertical: true, rotation: 10, crop: 4, brightness: 0.1, contrast: 0.2 }
        model:
          - { conv2d: 16, kernel: 3, padding: 1, stride: 2, name: c1 }
          - relu
          - { max-pool: 3, stride: 2, padding: 1 }
          - { avg-pool: 2 }
          - { adaptive-avg-pool: 5 }
          - flatten
          - { linear: 32, name: hidden }
          - { relu: , name: act }
          - { dropout: 0.5 }
          - { linear: 1 }
        train: { epochs: 4, momentum: 0.8, nesterov: true }
        space: { pruning_rate: [0.5] }
        report: all

        """;
}
