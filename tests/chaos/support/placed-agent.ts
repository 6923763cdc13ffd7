/**
 * A `claude` in a few lines of shell for agents on workers. It notes in its own journals when it starts, when its work is
 * done, and when a process of the same agent still lives: what the database says is not trusted here. `#slow#` in its
 * prompt takes a moment, `#hand:a2#` hands over to another agent.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OVERLAPS = "overlaps.log";
const DONE = "done.log";

/** Writes `<dir>/claude`. Its starts are in `<dir>/fake-agent.jsonl`, in the format of the other fake agents. */
export function writePlacedAgent(dir: string): void {
  const path = join(dir, "claude");
  writeFileSync(path, script(dir));
  chmodSync(path, 0o755);
}

/** Runs that began while a process of the same agent lived. */
export function readOverlaps(dir: string): string[] {
  return readLines(join(dir, OVERLAPS));
}

/** Runs whose work was done, as often as it was. */
export function readDone(dir: string): string[] {
  return readLines(join(dir, DONE));
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}

function script(dir: string): string {
  return `#!/bin/sh
id=placed-$$
for word do case $word in --version) echo "2.1.197 (Claude Code)"; exit 0 ;; --resume=*) id=\${word#--resume=} ;; --replay-user-messages) exit 1 ;; esac; done
last='${dir}'/last-$TINYAGI_AGENT_ID
if [ -r "$last" ] && IFS= read -r pid < "$last" && [ -r "/proc/$pid/cmdline" ]; then
  IFS= read -r command < "/proc/$pid/cmdline"
  case $command in *'${dir}/claude'*) echo "$TINYAGI_AGENT_ID: $TINYAGI_RUN_ID began while $pid lived" >> '${join(dir, OVERLAPS)}' ;; esac
fi
echo $$ > "$last"
printf '{"run":"%s-%s","event":"started","name":"placed","pid":%s,"agentId":"%s","runId":"%s"}\\n' \\
  $$ "$TINYAGI_RUN_ID" $$ "$TINYAGI_AGENT_ID" "$TINYAGI_RUN_ID" >> '${join(dir, "fake-agent.jsonl")}'
IFS= read -r line
case $line in *'#slow#'*) sleep 1 ;; esac
text="done by $TINYAGI_AGENT_ID"
case $line in *'#hand:'*) rest=\${line#*'#hand:'}; text="On it. [@\${rest%%#*}: please help]" ;; esac
echo "$TINYAGI_RUN_ID" >> '${join(dir, DONE)}'
printf '{"type":"system","subtype":"init","session_id":"%s","model":"placed","tools":[]}
{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"text","text":"%s"}]},"parent_tool_use_id":null,"session_id":"%s"}
{"type":"result","subtype":"success","is_error":false,"api_error_status":null,"num_turns":1,"result":"%s","session_id":"%s","total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"permission_denials":[]}
' "$id" "$text" "$id" "$text" "$id"
`;
}
