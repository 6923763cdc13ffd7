/** What the files of the fake Slack share: who is there, and what has happened. */
import { createEnvelopes, type Envelopes } from "./envelopes.js";
import type { SlackFault, SlackPerson } from "./types.js";
import { createWorld, type SlackWorld } from "./world.js";

export const TOKEN = "xoxb-1234567890-fakeTokenOfTheFakeSlack";
export const APP_TOKEN = "xapp-1-A1-1234567890-fakeAppTokenOfTheFakeSlack";
export const BOT = "UB0T";
export const DIRECT = "D0EVE";
export const GROUP = "C0TEAM";
/** The person who writes when nobody is named. The name is hostile. */
export const SLACK_PERSON: SlackPerson = { id: "UEVE", name: "<b>Eve</b>" };

export interface FakeSlackParts {
  /** Without a slash at its end; known once the server listens. */
  url: string;
  readonly world: SlackWorld;
  readonly envelopes: Envelopes;
  readonly names: Map<string, string>;
  /** Files of the bot. */
  readonly uploads: Map<string, { name: string; bytes: Uint8Array }>;
  /** Files of people. */
  readonly received: Map<string, Uint8Array>;
  readonly calls: string[];
  readonly notes: string[];
  readonly faults: SlackFault[];
  /** Each is good for one connection. */
  readonly tickets: Set<string>;
  isRevoked: boolean;
  triggers: number;
}

export function newParts(): FakeSlackParts {
  return {
    url: "",
    world: createWorld(),
    envelopes: createEnvelopes(),
    names: new Map([[SLACK_PERSON.id, SLACK_PERSON.name]]),
    uploads: new Map(),
    received: new Map(),
    calls: [],
    notes: [],
    faults: [],
    tickets: new Set(),
    isRevoked: false,
    triggers: 0,
  };
}
