// Plays a chatty `claude`: one answer in LINES lines of text, as fast as they are taken.
import { once } from "node:events";

const [lines, bytes] = process.argv.slice(2).map(Number);
const BLOCK_LINES = 100;

function line(entry) {
  return `${JSON.stringify({ session_id: "flood", parent_tool_use_id: null, ...entry })}\n`;
}

const frame = line({ type: "assistant", message: { content: [{ type: "text", text: "" }] } });
const text = "x".repeat(bytes - frame.length);
const block = line({ type: "assistant", message: { content: [{ type: "text", text }] } }).repeat(BLOCK_LINES);

process.stdin.resume();
for (let written = 0; written < lines; written += BLOCK_LINES) {
  if (!process.stdout.write(block)) await once(process.stdout, "drain");
}
process.stdout.write(line({ type: "result", subtype: "success", is_error: false, result: "flooded" }));
