namespace ActorSearch.Search;

/// <summary>
/// Something the user gave is wrong. The message is one line: where (file, line and column when known), what, and what was expected.
/// The command line prints it and exits with 2.
/// </summary>
/// <param name="message">One line.</param>
/// <param name="inner">What it comes from; null if it was found here.</param>
public sealed class BadInputException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One for each thing that is wrong, where there are several; the message has all of them.</summary>
    public IReadOnlyList<string> Lines { get => field ?? [Message]; init; }

    /// <summary>
    /// The message for people who may name files of this machine, but not read them: over HTTP, and in a journal. Values, names of columns and
    /// labels, and names of files in a folder are left out. The same as <see cref="Exception.Message"/> where that shows none.
    /// </summary>
    public string WithoutContent { get => field ?? Message; init; }
}
