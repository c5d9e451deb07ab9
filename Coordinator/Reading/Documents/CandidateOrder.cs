namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>
/// Figures that the candidates of a page are sorted by; candidates that have no such figure yet come last. Requests use the names in lower case.
/// </summary>
internal enum CandidateOrder { Proposed, Level, Fn, Fp, Sparsity, Auc, Epochs }
