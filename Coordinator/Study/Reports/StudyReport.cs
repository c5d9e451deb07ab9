using System.Text;
using ActorSearch.Coordinator.Study.Plots;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>A study's files: the same searches give the same bytes.</summary>
internal static class StudyReport
{
    private static readonly PaperSize Size = new(140, null, 200);

    /// <param name="say">Gets the name of each file written.</param>
    /// <exception cref="BadInputException">The folder cannot be made.</exception>
    public static void Write(IReadOnlyList<SectionReport> sections, ReportSettings settings, string folder, TextWriter say)
    {
        void File(string name, byte[] content)
        {
            var path = Path.Combine(folder, name);
            System.IO.File.WriteAllBytes(path, content);
            say.WriteLine(path);
        }
        var pictures = new Dictionary<SectionReport, IReadOnlyList<string>>();
        foreach (var section in sections)
        {
            var names = new List<string>();
            foreach (var (name, figure) in ReportFigures.Of(section))
            {
                names.Add(name);
                File(name + ".svg", FigureFile.Svg(figure, Size));
                File(name + ".png", FigureFile.Png(figure, Size));
            }
            pictures.Add(section, names);
        }
        File("report.csv", Encoding.UTF8.GetBytes(ReportCsv.Rows(sections)));
        File("methods.csv", Encoding.UTF8.GetBytes(ReportCsv.Methods(sections)));
        if (sections.Any(section => section.Fronts.Count > 0)) File("fronts.csv", Encoding.UTF8.GetBytes(ReportCsv.Fronts(sections)));
        File("report.md", Encoding.UTF8.GetBytes(ReportMarkdown.Of(sections, settings, pictures)));
    }
}
