namespace ActorSearch.Search.Optimizers;

/// <summary>What a search file sets for optimizers besides the learning rate; each uses some of it (<see cref="Optimizer.Uses"/>).</summary>
public interface IOptimizerSettings
{
    /// <summary>Share of the last step that the next one keeps.</summary>
    double Momentum { get; }

    /// <summary>Momentum by Nesterov's method.</summary>
    bool Nesterov { get; }

    /// <summary>Decay of the weights.</summary>
    double WeightDecay { get; }

    /// <summary>Decay of the mean of gradients.</summary>
    double Beta1 { get; }

    /// <summary>Decay of the mean of squared gradients.</summary>
    double Beta2 { get; }

    /// <summary>Keeps the divisor of a step above 0.</summary>
    double Epsilon { get; }
}
