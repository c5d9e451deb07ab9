using System.CommandLine;
using ActorSearch.TrainerNode.Torch.Checking;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Engines.Sparse;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>
/// `check-device`: says whether libtorch computes right on a device, and fingerprints both engines. Other processes start it before they rely on libtorch
/// (<see cref="DeviceCheck"/>), because a wrong kernel may end the process that runs it.
/// </summary>
internal static class CheckDeviceCommand
{
    /// <summary>The command line's `check-device`.</summary>
    public static Command Make(TextWriter output, TextWriter error)
    {
        var device = new Option<string>("--device") { Description = "cpu or cuda:N (default: cpu).", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };
        var vector = new Option<VectorLevel>("--vector") { Description = "auto or avx2 (default: auto).", HelpName = "LEVEL" };
        const string help = "Compares what libtorch computes on a device with plain loops, and fingerprints what both engines compute.";
        var command = new Command(DeviceCheck.Command, help) { device, vector };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(ComputeDevice.Parse(parsed.GetRequiredValue(device)), parsed.GetValue(vector), output);
            }
            catch (Exception e) when (e is BadInputException or NotSupportedException)
            {
                error.WriteLine(e.Message);
                return 2;
            }
        });
        return command;
    }

    /// <returns>0 when all is right, 1 when libtorch computes wrong.</returns>
    private static int Run(ComputeDevice device, VectorLevel level, TextWriter output)
    {
        // First what needs no libtorch: it is known even if the rest ends this process.
        var engines = new TorchEngines(device);
        Say(DeviceCheck.SparseLine, $"{SparseEngine.Version} {Fingerprint.Of(engines, EngineKind.Sparse)}");
        var torchVersion = TorchRuntime.Load(level);
        TrainingThread.Prepare();
        if (LayerCheck.FirstProblem(TorchDevice.Open(device), name => Say(DeviceCheck.CheckingLine, name)) is { } problem)
        {
            Say(DeviceCheck.WrongLine, problem);
            return 1;
        }
        Say(DeviceCheck.TorchLine, $"{torchVersion} {Fingerprint.Of(engines, EngineKind.Torch)}");
        return 0;

        // Flushed at once: it must be out when the next kernel ends the process.
        void Say(string kind, string text)
        {
            output.WriteLine($"{kind} {text}");
            output.Flush();
        }
    }
}
