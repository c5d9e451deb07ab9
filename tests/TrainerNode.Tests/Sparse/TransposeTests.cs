using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Sparse;

public sealed unsafe class TransposeTests
{
    /// <summary>
    /// Any number of samples and features: whole blocks, halves and rests, with features that nothing reads; in buffers that fault at their ends.
    /// </summary>
    [Theory]
    [InlineData(64, 784)]
    [InlineData(32, 48)]
    [InlineData(16, 24)]
    [InlineData(13, 37)]
    [InlineData(8, 8)]
    [InlineData(7, 100)]
    [InlineData(25, 7)]
    [InlineData(1, 1)]
    public void Every_number_comes_to_its_features_place_and_lanes_without_a_sample_become_0(int samples, int features)
    {
        foreach (var atEnd in new[] { true, false })
        {
            using var arena = new Arena(OperatingSystem.IsLinux() ? new GuardedMemory(atEnd) : new AlignedMemory());
            var lanes = (samples + 15) / 16 * 16;
            var random = new CounterRandom(samples, 0, features, RandomPurpose.SyntheticData);
            // Places in another order than the features, one in five of them read by nothing.
            int[] places = [.. Enumerable.Range(0, features).Select(feature => random.NextInt(5) == 0 ? -1 : (features - 1 - feature) * lanes)];
            var from = arena.Floats((long)samples * features);
            var to = arena.Floats((long)features * lanes);
            for (var i = 0; i < samples * features; i++) from[i] = i + 1;
            new Span<float>(to, features * lanes).Fill(-1);

            Transpose.Run(from, samples, features, to, arena.Ints(places), lanes);

            for (var feature = 0; feature < features; feature++)
            {
                var found = new Span<float>(to + (features - 1 - feature) * lanes, lanes).ToArray();
                Assert.Equal(Enumerable.Range(0, lanes).Select(lane => places[feature] < 0 ? -1 : lane < samples ? lane * features + feature + 1f : 0), found);
            }
        }
    }
}
