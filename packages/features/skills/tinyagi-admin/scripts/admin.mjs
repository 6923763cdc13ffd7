#!/usr/bin/env node
/** What an agent may see of TinyAGI itself. */
import { api, main, must, print } from "./tinyagi-api.mjs";

const USAGE = `admin.mjs agents
admin.mjs teams
admin.mjs conversation`;

await main(
  USAGE,
  {},
  {
    async agents() {
      print(await api("GET", "/api/agents"));
    },
    async teams() {
      print(await api("GET", "/api/teams"));
    },
    async conversation({ words }) {
      const id = must(words[0] ?? process.env.TINYAGI_CONVERSATION_ID, "the conversation's id");
      print(await api("GET", `/api/conversations/${encodeURIComponent(id)}`));
    },
  },
);
