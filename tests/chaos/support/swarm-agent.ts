/**
 * A `claude` in a few lines of shell that can hand over work, for volume runs. Its prompt says what it does:
 *
 * - `#hand:a2,a3#` answers with a handoff to these agents
 * - `#relay:a2/a3#` hands over to a2, which hands over to a3
 * - `#slow#` takes a moment in a child process
 * - `#fail#` exits with 1 and without a result
 *
 * Its journal has the format of the other fake agents. It uses shell built-ins only, but for `sleep`.
 */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Overwrites `<dir>/claude`; notes its runs in `<dir>/fake-agent.jsonl`. */
export function writeSwarmAgent(dir: string): void {
  const path = join(dir, "claude");
  writeFileSync(path, script(join(dir, "fake-agent.jsonl")));
  chmodSync(path, 0o755);
}

function script(journal: string): string {
  return `#!/bin/sh
id=swarm-$$
for word do case $word in --resume=*) id=\${word#--resume=} ;; --replay-user-messages) exit 1 ;; esac; done
printf '{"run":"%s-%s","event":"started","name":"swarm","pid":%s,"agentId":"%s","runId":"%s"}\\n' \\
  $$ "$TINYAGI_RUN_ID" $$ "$TINYAGI_AGENT_ID" "$TINYAGI_RUN_ID" >> '${journal}'
IFS= read -r line
case $line in *'#slow#'*) sleep 0.15 ;; esac
case $line in *'#fail#'*) echo 'told to fail' >&2; exit 1 ;; esac
text="done by $TINYAGI_AGENT_ID"
case $line in
  *'#hand:'*) rest=\${line#*'#hand:'}; text="On it. [@\${rest%%#*}: please help]" ;;
  *'#relay:'*) rest=\${line#*'#relay:'}; path=\${rest%%#*}; text="Passed on. [@\${path%%/*}: go on #hand:\${path#*/}#]" ;;
esac
printf '{"type":"system","subtype":"init","session_id":"%s","model":"swarm","tools":[]}
{"type":"assistant","message":{"id":"m","role":"assistant","content":[{"type":"text","text":"%s"}]},"parent_tool_use_id":null,"session_id":"%s"}
{"type":"result","subtype":"success","is_error":false,"api_error_status":null,"num_turns":1,"result":"%s","session_id":"%s","total_cost_usd":0,"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"permission_denials":[]}
' "$id" "$text" "$id" "$text" "$id"
`;
}
