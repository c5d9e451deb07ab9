namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>What the candidates of a page are sorted by; those that have no such figure yet come last.</summary>
internal enum CandidateOrder { Proposed, Level, FalseNegatives, FalsePositives, Sparsity, Auc, Epochs }
