/**
 * What the shells load to complete `coffer`. Each script asks `coffer __complete WORD…` and knows two answers apart from
 * words: `:file` for a path and `:program` for a command line. A word is followed by a tab and what it is about.
 */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

const bash = String.raw`# bash completion for coffer:  source <(coffer completion bash)
_coffer() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} whole cut answer i
  local -a words candidates
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  whole=${'$'}{words[-1]}
  COMPREPLY=()
  answer=$(coffer __complete "${'$'}{words[@]:1}" 2>/dev/null) || return
  case $answer in
    :file) compopt -o default; return ;;
    :program)
      for ((i = 0; i < COMP_CWORD; i++)); do [[ ${'$'}{COMP_WORDS[i]} == -- ]] && break; done
      if ((COMP_CWORD == i + 1)); then mapfile -t COMPREPLY < <(compgen -c -- "${'$'}{COMP_WORDS[COMP_CWORD]}")
      else compopt -o default; fi
      return ;;
  esac
  mapfile -t candidates <<< "$answer"
  # bash breaks words at = : and @ too and replaces only the last piece.
  cut=${'$'}{whole%"${'$'}{COMP_WORDS[COMP_CWORD]}"}
  for i in "${'$'}{candidates[@]}"; do
    i=${'$'}{i%%$'\t'*}
    [[ -n $i && $i == "$whole"* ]] && COMPREPLY+=("${'$'}{i#"$cut"}")
  done
  [[ ${'$'}{#COMPREPLY[@]} == 1 && ${'$'}{COMPREPLY[0]} == *[/=] ]] && compopt -o nospace
  return 0
}
complete -F _coffer coffer
`

const zsh = String.raw`#compdef coffer
# zsh completion for coffer:  source <(coffer completion zsh)
_coffer() {
  local -a lines words_only described folders
  local line word
  lines=("${'$'}{(@f)$(coffer __complete "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)}")
  case ${'$'}{lines[1]} in
    :file) _files; return ;;
    :program)
      shift ${'$'}{words[(i)--]} words
      (( CURRENT = ${'$'}{#words} ))
      _normal; return ;;
  esac
  for line in "${'$'}{lines[@]}"; do
    word=${'$'}{line%%$'\t'*}
    [[ -z $word ]] && continue
    if [[ $word == *[/=] ]]; then folders+=("$word")
    else words_only+=("$word"); described+=("${'$'}{line/$'\t'/  -- }"); fi
  done
  compadd -S '' -- "${'$'}{folders[@]}"
  compadd -l -d described -- "${'$'}{words_only[@]}"
}
if [[ ${'$'}{zsh_eval_context[-1]} == loadautofunc ]]; then _coffer "$@"; else compdef _coffer coffer; fi
`

const fish = String.raw`# fish completion for coffer:  coffer completion fish | source
function __coffer_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer (coffer __complete $words[2..] 2>/dev/null)
    switch "$answer[1]"
        case ':file'
            __fish_complete_path (commandline -ct)
        case ':program'
            set -l before $words[..-2]
            set -l at (contains -i -- -- $before)
            set -l program
            test $at -lt (count $before); and set program $before[(math $at + 1)..]
            complete -C (string join -- ' ' $program (commandline -ct))
        case '*'
            printf '%s\n' $answer
    end
end
complete -c coffer -f -a '(__coffer_complete)'
`

export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish }
