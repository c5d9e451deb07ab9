using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Devices;

/// <summary>
/// What the kernels of this process compute, bit by bit. The vector level alone does not tell: the libraries below libtorch pick their
/// kernels by maker and generation of the CPU too (docs/decisions/0007). Trains two small networks on fixed numbers and hashes their weights.
/// </summary>
internal static class NumericsProbe
{
    private const int Steps = 8;

    /// <returns>Eight hexadecimal digits; equal where every bit is.</returns>
    public static string Fingerprint() =>
        // A thread of its own: the number of threads per operation, which changes bits, is set per thread.
        Task.Factory.StartNew(Measure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    private static string Measure()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = new FixedNumbers();

        Tensor[] dense = [numbers.Weights(300, 784), numbers.Weights(100, 300), numbers.Weights(1, 100)];
        Train(hash, dense, numbers.Tensor(1, 64, 784), (weights, x) =>
            nn.functional.linear(nn.functional.linear(nn.functional.linear(x, weights[0]).relu(), weights[1]).relu(), weights[2]));

        Tensor[] convolution = [numbers.Weights(16, 1, 3, 3), numbers.Weights(32, 16, 3, 3), numbers.Weights(1, 800)];
        Train(hash, convolution, numbers.Tensor(1, 32, 1, 28, 28), (weights, x) =>
        {
            var first = nn.functional.max_pool2d(nn.functional.conv2d(x, weights[0], padding: [1, 1]).relu(), [3, 3], [2, 2], [1, 1]);
            var second = nn.functional.adaptive_avg_pool2d(nn.functional.conv2d(first, weights[1], padding: [1, 1]).relu(), [5, 5]);
            return nn.functional.linear(second.flatten(1), weights[2]);
        });
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }

    private static void Train(IncrementalHash hash, Tensor[] weights, Tensor input, Func<Tensor[], Tensor, Tensor> network)
    {
        var labels = tensor([.. Enumerable.Range(0, (int)input.shape[0]).Select(i => i % 3 == 0 ? 1f : 0f)]).unsqueeze(1);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            nn.functional.binary_cross_entropy_with_logits(network(weights, input), labels).backward();
            using var off = no_grad();
            foreach (var weight in weights)
            {
                weight.add_(weight.grad!, alpha: -0.5f);
                weight.grad!.zero_();
            }
        }
        foreach (var weight in weights)
        {
            using var values = weight.detach();
            hash.AppendData(MemoryMarshal.AsBytes<float>(values.data<float>().ToArray()));
        }
    }

    /// <summary>The same numbers everywhere: exact in float, without a library's generator or logarithm.</summary>
    private sealed class FixedNumbers
    {
        private uint _state = 1;

        public Tensor Weights(params long[] shape) => Tensor(1 / MathF.Sqrt(shape.Skip(1).Aggregate(1L, (a, b) => a * b)), shape).requires_grad_();

        /// <summary>Evenly spread in [-scale, scale).</summary>
        public Tensor Tensor(float scale, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++)
            {
                _state = _state * 1664525 + 1013904223; // Numerical Recipes' linear congruential generator
                values[i] = scale * ((_state >> 8) / (float)(1 << 23) - 1);
            }
            return tensor(values, shape);
        }
    }
}
