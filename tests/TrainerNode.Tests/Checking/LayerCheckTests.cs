using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Torch.Checking;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Torch.Kinds;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checking;

public sealed class LayerCheckTests
{
    public LayerCheckTests()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
    }

    /// <summary>What the check calls right on a machine is what <see cref="TorchRuntime"/> found there in its child process.</summary>
    [Fact]
    public void The_operations_that_train_are_right_or_the_machine_is_known_to_be_wrong()
    {
        if (TorchRuntime.CpuProblem is { } problem) Assert.Skip($"libtorch computes wrong here, and may end this process: {problem}");
        var cases = new List<string>();
        Assert.Null(LayerCheck.FirstProblem(torch.CPU, cases.Add));
        foreach (var channels in new[] { 1, 2, 3, 16 })
            foreach (var layout in new[] { "channels first", "channels last" })
                Assert.Contains(cases, name => name.StartsWith($"conv2d of {channels} channel", StringComparison.Ordinal)
                    && name.EndsWith(layout, StringComparison.Ordinal));
        foreach (var kind in new[] { "linear", "max-pool", "avg-pool", "adaptive-avg-pool" })
            Assert.Contains(cases, name => name.StartsWith(kind, StringComparison.Ordinal));
    }

    /// <summary>A machine that is wrong, made on purpose: an operation whose gradient or value is off in one place is found, and named.</summary>
    [Theory]
    [InlineData(1, 0.3, "the gradient of the input of conv2d of 1 channel to 4, 8x8, kernel 3, stride 1, padding 1, channels first is off by")]
    [InlineData(3, 0.3, "the gradient of the input of conv2d of 3 channels to 4, 8x8, kernel 3, stride 1, padding 1, channels first is off by")]
    [InlineData(16, 1e-3, "the gradient of the input of conv2d of 16 channels to 4, 8x8, kernel 3, stride 1, padding 1, channels first is off by")]
    public void A_wrong_gradient_of_an_input_is_found(int channels, double error, string problem)
    {
        Unless();
        // x + e (x - x'), with x' = x held fixed, has the value of x and 1 + e times its gradient.
        Assert.StartsWith(problem, LayerCheck.FirstProblem(torch.CPU, _ => { }, call =>
            Apply(call.Layer.Kind is Conv2d && call.X.shape[1] == channels
                ? call with { Inputs = [call.X.add(call.X.sub(call.X.detach()).mul(error))] }
                : call)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conv2d", 0.01f, "the output of conv2d of 1 channel")]
    [InlineData("conv2d", float.NaN, "the output of conv2d of 1 channel to 4, 8x8, kernel 3, stride 1, padding 1, channels first is off by NaN %")]
    [InlineData("linear", 0.1f, "the output of linear, 784 inputs")]
    [InlineData("max-pool", 0.01f, "the output of max-pool of 1 channel")]
    [InlineData("avg-pool", 0.01f, "the output of avg-pool of 1 channel")]
    [InlineData("adaptive-avg-pool", float.PositiveInfinity, "the output of adaptive-avg-pool of 1 channel")]
    public void One_wrong_output_is_found(string kind, float error, string problem)
    {
        Unless();
        torch.Tensor Wrong(TorchCall call)
        {
            var y = Apply(call);
            if (call.Layer.Kind.Name != kind) return y;
            using var wrong = torch.zeros(y.numel());
            wrong[0] = torch.tensor(error);
            return y.add(wrong.reshape(y.shape));
        }
        Assert.StartsWith(problem, LayerCheck.FirstProblem(torch.CPU, _ => { }, Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_gradient_of_weights_is_found()
    {
        Unless();
        Assert.StartsWith("the gradient of the weight of linear, 784 inputs, 30 outputs is off by 0.2 %", LayerCheck.FirstProblem(torch.CPU, _ => { }, call =>
            Apply(call.Layer.Kind is Linear
                ? call with { Tensors = [call.Tensors[0].add(call.Tensors[0].sub(call.Tensors[0].detach()).mul(0.002)), call.Tensors[1]] }
                : call)), StringComparison.Ordinal);
    }

    private static torch.Tensor Apply(TorchCall call) => TorchKind.Of(call.Layer.Kind).Apply(call);

    private static void Unless()
    {
        if (TorchRuntime.CpuProblem is { } problem) Assert.Skip($"libtorch computes wrong here without help: {problem}");
    }
}
