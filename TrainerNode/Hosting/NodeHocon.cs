using Akka.Configuration;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>The shipped `cluster.hocon`: what is the same on every node.</summary>
public static class NodeHocon
{
    public const string CoordinatorRole = "coordinator";
    public const string TrainerRole = "trainer";

    /// <summary>By which a trainer's name is known to every member of the cluster.</summary>
    public static string NameRole(string trainer) => $"name-{trainer}";

    /// <summary>The shipped file, beside the program.</summary>
    public static string File => Path.Combine(AppContext.BaseDirectory, "cluster.hocon");

    public static Config Shipped => ConfigurationFactory.ParseString(System.IO.File.ReadAllText(File));

    /// <summary>What stands over the shipped settings when the cluster outlives a coordinator.</summary>
    public static Config Of(int coordinators) => coordinators > 1 ? Shipped.GetConfig("actorsearch.several-coordinators") : Config.Empty;
}
