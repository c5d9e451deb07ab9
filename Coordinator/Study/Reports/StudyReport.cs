using ActorSearch.Coordinator.Study.Plots;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>A study's files: the same searches give the same bytes.</summary>
internal static class StudyReport
{
    private static readonly PaperSize Size = new(140, null, 200);

    /// <param name="folder">Exists already.</param>
    /// <param name="say">Gets the name of each file written.</param>
    public static void Write(IReadOnlyList<SectionReport> sections, ReportSettings settings, string folder, TextWriter say)
    {
        void Save(string name, byte[] content)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            say.WriteLine(path);
        }
        var pictures = new Dictionary<SectionReport, IReadOnlyList<string>>();
        foreach (var section in sections)
        {
            var figures = ReportFigures.Of(section).ToArray();
            foreach (var (name, figure) in figures)
                foreach (var extension in new[] { ".svg", ".png" })
                    Save(name + extension, FigureFile.Of(extension, figure, Size));
            pictures.Add(section, [.. figures.Select(figure => figure.Name)]);
        }
        Save("report.csv", ReportCsv.Rows(sections));
        Save("methods.csv", ReportCsv.Methods(sections));
        if (sections.Any(section => section.Fronts.Count > 0)) Save("fronts.csv", ReportCsv.Fronts(sections));
        Save("report.md", ReportMarkdown.Of(sections, settings, pictures));
    }
}
