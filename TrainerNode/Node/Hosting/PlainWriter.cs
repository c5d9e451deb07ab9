using System.Text;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Writes lines to a terminal; see <see cref="PlainText"/>.</summary>
public sealed class PlainWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(PlainText.Of(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => inner.Write(PlainText.Of(new string(buffer, index, count)));

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(PlainText.Of(value ?? ""));

    /// <summary>Writes the line in one call, so that lines of several threads do not mix.</summary>
    public override void WriteLine(string? value) => inner.WriteLine(PlainText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
