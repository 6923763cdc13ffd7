#!/bin/sh
# A tmux for tests: records its words, one call a line, and remembers whether the session exists.
printf '%s\n' "$*" >> "$TMUX_RECORD"
case "$1" in
  has-session) test -e "$TMUX_RECORD.session" ;;
  new-session) : > "$TMUX_RECORD.session" ;;
esac
