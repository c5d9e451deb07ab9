namespace ActorSearch.TrainerNode.Devices;

/// <summary>How much of a device is used at the moment, by anybody. Null where nobody can tell.</summary>
internal interface IDeviceUse
{
    /// <summary>Bytes.</summary>
    (double Total, double Used)? Memory();

    /// <summary>0 to 1.</summary>
    double? Utilisation();
}
