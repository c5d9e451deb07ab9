namespace ActorSearch.Cluster.Tests.Monitoring;

/// <summary>
/// Alerts fire by the clock, and this test starts ten processes: beside another cluster two cores are not enough, and coordinators lose each other before any
/// fault.
/// </summary>
[CollectionDefinition("monitoring", DisableParallelization = true)]
public sealed class MonitoringCollection;
