namespace ActorSearch.Search.Figures;

/// <summary>Where a metric is shown.</summary>
[Flags]
public enum ShownIn
{
    /// <summary>`front.json`, `candidates.csv` and the documents of the API.</summary>
    Files = 1,

    /// <summary>A row of the dashboard's table of results.</summary>
    Dashboard = 2,

    /// <summary>`report.csv` and `report.md`.</summary>
    Report = 4,

    /// <summary>Everywhere.</summary>
    All = Files | Dashboard | Report,
}
