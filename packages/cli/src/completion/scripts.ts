/**
 * The scripts that shells load. Each gets candidates from `tinyagi completion --at` and only formats them, so that a new
 * command never changes the scripts.
 */

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** Bash splits words at =, : and @, and replaces only the part after the last of them. An @ begins a word. */
const BASH = `# bash completion for tinyagi; load it: source <(tinyagi completion bash)
_tinyagi() {
  local IFS=$'\\n' line word half kept glue= i
  local -a words
  words=()
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    half=$word
    [[ $word =~ ^[:=@]+$ ]] && half=
    if [[ \${#words[@]} -gt 0 && ( -n $glue || ( $half != "$word" && $word != @* ) ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    glue=
    [[ $half == "$word" ]] || glue=1
  done
  word=\${words[\${#words[@]}-1]}
  kept=\${word%"$half"}
  while IFS=$'\\t' read -r line _; do
    [[ $line == "$word"* ]] && COMPREPLY+=("\${line#"$kept"}")
  done < <(tinyagi completion --at -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _tinyagi tinyagi
`;

const ZSH = `#compdef tinyagi
# zsh completion for tinyagi; load it: source <(tinyagi completion zsh)
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

const FISH = `# fish completion for tinyagi; load it: tinyagi completion fish | source
function __tinyagi_complete
  set -l words (commandline -opc)[2..-1]
  set -l found (tinyagi completion --at -- $words (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c tinyagi -f -a '(__tinyagi_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
