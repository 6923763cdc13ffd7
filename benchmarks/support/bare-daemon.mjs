/**
 * The lower bound: what any daemon has to do for a durable message, and nothing else. node:http, one SQLite file at
 * FULL, one child process a message, one at a time per agent. No checks, no journal, no conversations.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const Database = createRequire(new URL("../../packages/kernel/package.json", import.meta.url))(
  "better-sqlite3",
);
const [, , path, command, liveMax] = process.argv;
const db = new Database(path);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(
  "CREATE TABLE m (id INTEGER PRIMARY KEY, agent TEXT, text TEXT, state TEXT, result TEXT); CREATE INDEX i ON m (agent, id) WHERE state <> 'done'",
);
const insert = db.prepare("INSERT INTO m (agent, text, state) VALUES (?, ?, 'pending')");
// The second condition is that of the index: SQLite does not conclude it from the first, and would read all rows.
const claim = db.prepare(
  "UPDATE m SET state = 'busy' WHERE id = (SELECT id FROM m WHERE agent = ? AND state = 'pending' AND state <> 'done' ORDER BY id LIMIT 1) RETURNING *",
);
const finish = db.prepare("UPDATE m SET state = 'done', result = ? WHERE id = ?");
const busy = new Set();
const waiting = new Set();
let done = 0;

function pump() {
  for (const agent of waiting) {
    if (busy.size >= Number(liveMax)) return;
    if (busy.has(agent)) continue;
    waiting.delete(agent);
    const row = claim.get(agent);
    if (row === undefined) continue;
    busy.add(agent);
    const child = spawn(
      command,
      ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"],
      { stdio: ["pipe", "pipe", "ignore"] },
    );
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("close", () => {
      finish.run(output, row.id);
      done += 1;
      busy.delete(agent);
      waiting.add(agent);
      pump();
    });
    child.stdin.end(`${JSON.stringify({ type: "user", message: { role: "user", content: row.text } })}\n`);
  }
}

const server = createServer((request, response) => {
  if (request.method === "GET") return void response.end(JSON.stringify({ completed: done }));
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const { agent, message } = JSON.parse(body);
    insert.run(agent, message);
    response.end('{"ok":true}');
    waiting.add(agent);
    pump();
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
