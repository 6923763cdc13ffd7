#!/usr/bin/env node
/** Lists, reads, writes, removes and searches this agent's notes. */
import { agentId, api, main, must, print, readInput } from "./tinyagi-api.mjs";

const USAGE = `memory.mjs list
memory.mjs search <words…>
memory.mjs show <path>
memory.mjs write <path> --name <name> --summary <one line> --text <text>   (without --text: from stdin)
memory.mjs remove <path>`;

const base = () => `/api/agents/${agentId()}/memory`;
const toPath = (words) => must(words[0], "the path of the note");

await main(
  USAGE,
  { name: { type: "string" }, summary: { type: "string" }, text: { type: "string" } },
  {
    async list() {
      const { index } = await api("GET", base());
      print(index === "" ? "No notes yet." : index);
    },
    async search({ words }) {
      const q = must(words.join(" "), "what to look for");
      print((await api("GET", `${base()}/search`, { query: { q } })).results);
    },
    async show({ words }) {
      print((await api("GET", `${base()}/note`, { query: { path: toPath(words) } })).content);
    },
    async write({ words, options }) {
      const path = toPath(words);
      const name = JSON.stringify(must(options.name, "--name"));
      const summary = JSON.stringify(must(options.summary, "--summary"));
      const text = options.text ?? (await readInput());
      const content = `---\nname: ${name}\nsummary: ${summary}\n---\n\n${text.trimEnd()}\n`;
      const { created, note } = await api("PUT", `${base()}/note`, { body: { path, content } });
      print(`${created ? "added" : "changed"} ${note.path}`);
    },
    async remove({ words }) {
      await api("DELETE", `${base()}/note`, { query: { path: toPath(words) } });
      print("removed");
    },
  },
);
