/** The keys of all queries. Events name them to say what is old. */
export const KEYS = {
  agents: ["agents"],
  teams: ["teams"],
  approvals: ["approvals"],
  dead: ["dead"],
  conversations: ["conversations"],
  conversation: ["conversation"],
  runs: ["runs"],
  runTree: ["runTree"],
  runLog: ["runLog"],
  replies: ["replies"],
  spend: ["spend"],
  budgets: ["budgets"],
  pairing: ["pairing"],
  board: ["board"],
  settings: ["settings"],
  lanes: ["lanes"],
  why: ["why"],
  task: ["task"],
  projects: ["projects"],
  channels: ["channels"],
  undelivered: ["undelivered"],
  schedules: ["schedules"],
  rooms: ["rooms"],
  room: ["room"],
} as const satisfies Record<string, readonly string[]>;

export type QueryName = keyof typeof KEYS;
