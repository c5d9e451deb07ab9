namespace ActorSearch.Search;

/// <summary>
/// Something the user gave is wrong. The message is one line: where (file, line and column when known), what, and what was expected.
/// The command line prints it and exits with 2.
/// </summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string message) : base(message) { }
    public BadInputException(string message, Exception inner) : base(message, inner) { }
    public BadInputException() { }
}
