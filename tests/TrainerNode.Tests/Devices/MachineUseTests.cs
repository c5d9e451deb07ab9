using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Devices;

/// <summary>What Linux says of memory and processors, as shares.</summary>
public sealed class MachineUseTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("actorsearch-proc-").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_proc, name), text);

    [Fact]
    public void Memory_in_use_is_what_is_not_available_and_use_is_the_share_of_time_since_it_was_asked_last()
    {
        Write("meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    600 kB\n");
        Write("stat", "cpu  100 50 50 700 100 0 0 0 0 0\ncpu0 1 1 1 1\n");
        var machine = new MachineUse(_proc);
        Assert.Equal((1_024_000, 409_600), machine.Memory());
        Assert.Equal(0.2, machine.Utilization());
        Write("stat", "cpu  160 60 60 720 100 0 0 0 0 0\n");
        Assert.Equal(0.8, machine.Utilization()!.Value, tolerance: 5e-10);
    }

    [Fact]
    public void Where_nothing_can_be_read_nothing_is_told()
    {
        Write("stat", "nonsense\n");
        var machine = new MachineUse(_proc);
        Assert.Null(machine.Memory());
        Assert.Null(machine.Utilization());
        if (CudaDevices.Count() == 0) Assert.Null(new CudaUse(0).Memory());
    }

    [Fact]
    public void This_machine_tells_of_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        var machine = new MachineUse();
        Assert.InRange(machine.Memory()!.Value.Used, 1, machine.Memory()!.Value.Total);
        Assert.InRange(machine.Utilization()!.Value, 0, 1);
    }
}
