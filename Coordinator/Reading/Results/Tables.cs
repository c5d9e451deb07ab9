using Spectre.Console;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>Tables for people, all drawn alike.</summary>
internal static class Tables
{
    /// <summary>An empty table; numbers are set to the right and never broken.</summary>
    public static Table Of(params IEnumerable<(string Name, bool IsNumber)> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (name, isNumber) in columns)
            table.AddColumn(new TableColumn(name) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = isNumber });
        return table;
    }
}
