using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>Publishes metrics of the device that a trainer computes on.</summary>
public sealed class DeviceMeter : IDisposable
{
    private readonly Meter _meter = new(TelemetryServices.Meters + "Device");

    /// <summary>Registers the metrics.</summary>
    /// <param name="trainer">Name of the trainer, for the label.</param>
    public DeviceMeter(string trainer, ComputeDevice device)
    {
        IDeviceUse use = device.IsCuda ? new CudaUse(device.Index) : new MachineUse();
        var name = device.ToString();
        One(MetricCatalog.DeviceMemory, () => use.Memory()?.Total);
        One(MetricCatalog.DeviceMemoryUsed, () => use.Memory()?.Used);
        One(MetricCatalog.DeviceUtilization, use.Utilization);
        void One(MetricFact fact, Func<double?> value) => fact.Read(_meter, () => value() is { } known ? [fact.At(known, trainer, name)] : []);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
