using System.CommandLine;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`completion bash|zsh|fish`: a script that asks the program itself what may come next.</summary>
internal static class CompletionCommand
{
    /// <summary>The beginning of a command line that asks for completions (System.CommandLine's `[suggest:POSITION]`).</summary>
    public const string Directive = "[suggest";

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _actorsearch() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(actorsearch "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _actorsearch actorsearch
            """,
        ["zsh"] = """
            #compdef actorsearch
            _actorsearch() {
                local -a words_next
                words_next=("${(@f)$(actorsearch "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -- $words_next
                _files
            }
            compdef _actorsearch actorsearch
            """,
        ["fish"] = """
            complete -c actorsearch -a '(actorsearch "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
    };

    public static Command Make(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Writes a completion script for a shell: source <(actorsearch completion bash)") { shell };
        return command.Does(terminal, (parsed, _) => terminal.Out.WriteLine(Scripts[parsed.GetRequiredValue(shell)]));
    }
}
