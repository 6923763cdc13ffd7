/**
 * The scripts shells load. Each asks `tinyagi completion --at` for what fits and only formats the answer, so that the
 * scripts never change when commands do.
 */

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# bash completion of tinyagi; load it with: source <(tinyagi completion bash)
_tinyagi() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    [[ $line == "\${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$line")
  done < <(tinyagi completion --at -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _tinyagi tinyagi
`;

const ZSH = `#compdef tinyagi
# zsh completion of tinyagi; load it with: source <(tinyagi completion zsh)
_tinyagi() {
  local -a found
  local value description
  while IFS=$'\\t' read -r value description; do
    found+=("\${value//:/\\\\:}\${description:+:\${description}}")
  done < <(tinyagi completion --at -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe -t tinyagi tinyagi found; else _files; fi
}
if [[ $funcstack[1] == _tinyagi ]]; then _tinyagi "$@"; else compdef _tinyagi tinyagi; fi
`;

const FISH = `# fish completion of tinyagi; load it with: tinyagi completion fish | source
function __tinyagi_complete
  set -l words (commandline -opc)[2..-1]
  tinyagi completion --at -- $words (commandline -ct) 2>/dev/null
end
complete -c tinyagi -f -a '(__tinyagi_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
