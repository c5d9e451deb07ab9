namespace ActorSearch.TrainerNode.Training.Devices;

/// <summary>Current use of a device by all processes. A null result means unknown.</summary>
internal interface IDeviceUse
{
    /// <summary>Total and used memory in bytes.</summary>
    (double Total, double Used)? Memory();

    /// <summary>Utilization, from 0 to 1.</summary>
    double? Utilization();
}
