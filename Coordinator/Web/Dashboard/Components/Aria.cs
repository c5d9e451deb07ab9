namespace ActorSearch.Coordinator.Web.Dashboard.Components;

/// <summary>Names for elements that the component library draws.</summary>
internal static class Aria
{
    public static Dictionary<string, object?> Label(string text) => new() { ["aria-label"] = text };
}
