#!/usr/bin/env node
/** What an agent may see of TinyAGI itself. */
import { api, main, must, print } from "./tinyagi-api.mjs";

const USAGE = `admin.mjs agents
admin.mjs teams
admin.mjs conversation <id>`;

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
      print(
        await api("GET", `/api/conversations/${encodeURIComponent(must(words[0], "the conversation's id"))}`),
      );
    },
  },
);
