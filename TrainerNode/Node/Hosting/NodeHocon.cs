using Akka.Configuration;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>The shipped `cluster.hocon`, which holds the Akka settings that are the same on every node.</summary>
public static class NodeHocon
{
    /// <summary>The cluster role of coordinators.</summary>
    public const string CoordinatorRole = "coordinator";

    /// <summary>The cluster role of trainers.</summary>
    public const string TrainerRole = "trainer";

    /// <summary>The cluster role that makes a trainer's name known to every member.</summary>
    public static string NameRole(string trainer) => $"name-{trainer}";

    /// <summary>Path of the file, which is in the program's folder.</summary>
    public static string File => Path.Combine(AppContext.BaseDirectory, "cluster.hocon");

    /// <summary>The file's content.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Config Shipped => ConfigurationFactory.ParseString(System.IO.File.ReadAllText(File));

    /// <summary>
    /// Settings that override the shipped ones in a cluster of several coordinators, which survives the loss of one; empty for one coordinator.
    /// </summary>
    public static Config Of(int coordinators) => coordinators > 1 ? Shipped.GetConfig("actorsearch.several-coordinators") : Config.Empty;
}
