/** The teams, their chart, and one team. */
import { counted } from "@tinyagi/views";

export const teams = {
  title: "Teams",
  team: "Team",
  theLoad: "What waits",
  theTeams: "The teams",
  view: "View",
  chart: "Org chart",
  newTeam: "New team",
  empty: {
    title: "Let agents work together",
    text: "A team has a leader who gets its messages, members who help each other, and a room where they talk. Start with a template or with your own agents.",
  },
  sentence: {
    nobody: "Nobody works here yet.",
    none: (agents: number) => `No team yet. ${counted(agents, "agent")}.`,
    well: (teams: number, agents: number) =>
      `${counted(teams, "team")}, ${counted(agents, "agent")}. No team needs help.`,
    stuck: (teams: number, agents: number, stuck: readonly string[]) =>
      `${counted(teams, "team")}, ${counted(agents, "agent")}. ${stuck.join(", ")} ${stuck.length === 1 ? "needs" : "need"} help.`,
  },
  moved: {
    left: (name: string) => `${name} left the team`,
    leads: (name: string, team: string) => `${name} leads ${team}`,
    isIn: (name: string, team: string) => `${name} is in ${team}`,
    not: (why: string) => `Nothing was moved. ${why}`,
    tooLate: "This could not be taken back. Someone else has changed the team.",
  },
  legend: "Squares are messages: filled ones run, outlined ones wait. Leaders report to you.",
  /** "1 message runs, 2 messages wait". */
  load: (runs: number, waits: number) => {
    const said = (number: number, one: string, many: string): string =>
      number === 0 ? `nothing ${one}` : `${counted(number, "message")} ${number === 1 ? one : many}`;
    return `${said(runs, "runs", "run")}, ${said(waits, "waits", "wait")}`;
  },
  joinShort: {
    reply: "one joined reply",
    leader: "joined by the leader",
    stream: "one by one",
  },
  spent: "Team work today",
  spentHint: "What messages to the team cost today. A message to one member counts for that member only.",
  loose: "Without a team",
  looseHint: "Drop an agent here to take it out of its team.",
  youAtTop: "You",
  noTeam: "No team",
  leadThis: "Lead this team",
  openAgent: "Open the agent",
  findPlace: "Find a team",
  isHere: "is here",
  noPlace: "No team has this name.",
  move: (name: string) => `Move ${name}`,
  leads: "leads",
  add: {
    done: "Team created",
    noName: "Give the team a name.",
    noMembers: "Choose at least one member.",
    namePlaceholder: "Such as Product",
    leadsWith: (role: string) => `Leads. ${role}`,
    provider: "Provider",
    submit: "Create team",
    own: "Your own agents",
    ownText: "Choose them below",
    startWith: "Start with",
    noAgents: "There are no agents yet. Choose a template.",
    members: "Members. The first one that you choose leads.",
  },
  name: "Name",
  room: (id: string) => `Room #${id}`,
  leader: "Leader",
  leaderText: "Reads every message to the team first.",
  answers: "Answers",
  joins: {
    reply: {
      name: "One joined reply",
      text: "You get one answer when all are back.",
    },
    leader: {
      name: "Joined by the leader",
      text: "The leader reads all answers and writes one.",
    },
    stream: {
      name: "One by one",
      text: "You get each answer as it comes.",
    },
  },
  limits: "Limits",
  limitsText:
    "A team that reaches one stops and says which. Empty: the general limit, and no limit for cost.",
  numbers: {
    usd: "Dollars a day",
    hops: "Handoffs in a row",
    fanOut: "Handoffs in one answer",
    messages: "Messages of a conversation",
    minutes: "Minutes of a conversation",
  },
  saved: (number: number) => `${counted(number, "change")} saved`,
  save: (number: number) => `Save ${counted(number, "change")}`,
  remove: {
    done: "Team deleted",
    title: (name: string) => `Delete the team ${name}?`,
    verb: "Delete the team",
    quiet: "Nothing was said in its room.",
    room: (id: string) => `The room #${id} closes with everything said in it.`,
    lost: "Its limits and its budget are lost.",
    kept: (agents: number) => `Its ${counted(agents, "agent")}, their files and past conversations stay.`,
  },
};
