using System.CommandLine;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`completion bash|zsh|fish`: a script that asks the program itself what may come next.</summary>
internal static class CompletionCommand
{
    /// <summary>What the scripts begin the command line with (System.CommandLine's `[suggest:POSITION]`).</summary>
    public const string Directive = "[suggest";

    private const string Bash = """
        _actorsearch() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(actorsearch "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _actorsearch actorsearch
        """;

    private const string Zsh = """
        #compdef actorsearch
        _actorsearch() {
            local -a words_next
            words_next=("${(@f)$(actorsearch "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $words_next
            _files
        }
        compdef _actorsearch actorsearch
        """;

    private const string Fish = """
        complete -c actorsearch -a '(actorsearch "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Make(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Writes a completion script for a shell: source <(actorsearch completion bash)") { shell };
        command.SetAction(parsed => terminal.Out.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
        return command;
    }
}
