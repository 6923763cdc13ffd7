// Plays `claude … --replay-user-messages` (2.1.197) with an open stdin: it is greeted, takes one prompt after another, and texts and
// interrupts in between. Each prompt is a run of its own in the journal.
import { createInterface } from "node:readline";
import { interrupted, openContext, playTurn } from "./claude.mjs";
import { hangAt, Interrupted, interruptWait } from "./faults.mjs";
import { finish, line, note } from "./run.mjs";

/** Answered before the first turn, and between two of them. */
const KNOWN = new Set([
  "initialize",
  "mcp_status",
  "mcp_reconnect",
  "set_model",
  "interrupt",
  "cancel_async_message",
]);

/**
 * Runs until stdin ends.
 *
 * @param {(prompt: string) => { step: object, rest: string }} begin notes the run of a prompt and finds what it does
 */
export function playOpenClaude(begin) {
  const waiting = [];
  let context;
  let working = false;

  async function turn(text) {
    const { step, rest } = begin(text);
    context = context === undefined ? openContext(step) : nextContext(context, step);
    let code;
    try {
      await hangAt("silent", step);
      code = await playTurn(context, rest);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interrupted(context);
      code = 0;
    }
    if (step.exit !== undefined) return finish(code);
    note({ event: "ended", exitCode: code });
  }

  async function work() {
    if (working) return;
    working = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.uuid !== undefined)
        line({ type: "user", uuid: next.uuid, isReplay: true, message: { role: "user", content: [] } });
      await turn(next.text);
    }
    working = false;
  }

  function control({ request_id: id, request }) {
    if (request.subtype === "interrupt" && context?.step.ignoreInterrupt !== true) interruptWait();
    if (request.subtype === "cancel_async_message") {
      const at = waiting.findIndex(({ uuid }) => uuid === request.message_uuid);
      if (at >= 0) waiting.splice(at, 1);
    }
    const subtype = KNOWN.has(request.subtype) ? "success" : "error";
    line({ type: "control_response", response: { subtype, request_id: id } });
  }

  createInterface({ input: process.stdin })
    .on("line", (read) => {
      const entry = JSON.parse(read);
      if (entry.type === "control_request") return control(entry);
      if (entry.type !== "user") return;
      const { content } = entry.message;
      const text = typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n");
      waiting.push({ uuid: entry.uuid, text });
      void work();
    })
    .on("close", () => process.exit(0));
}

/** The session goes on, and so do its totals. */
function nextContext({ id, model, spent }, step) {
  return { ...openContext({ ...step, sessionId: id }), id, model, spent };
}
