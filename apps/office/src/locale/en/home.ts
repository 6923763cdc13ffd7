/** Home: the sentence, the missions, what came back, one agent beside the office. */
import { counted } from "@tinyagi/views";
import { capital } from "../../lib/format/text";

const SMALL = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** "two agents"; empty for none. */
function inWords(number: number, one: string): string {
  return number === 0 ? "" : `${SMALL[number] ?? number} ${number === 1 ? one : `${one}s`}`;
}

export const home = {
  regions: {
    office: "The office",
    needs: "What needs you",
    missions: "The conversations",
    cameBack: "What came back",
    agent: "This agent",
  },
  newMessage: "New message",
  sentence: {
    nothingNeeds: "Nothing needs you.",
    unknown: "What needs you cannot be read now.",
    /** After the number. */
    needs: (things: number) => `${things === 1 ? "thing needs" : "things need"} you.`,
    noAgents: "The office has no agents yet.",
    rest: (agents: number): string => (agents === 1 ? "Your agent rests." : "Everyone rests."),
    /** @param subAgents who work for agents, beside them */
    work: (agents: number, subAgents: number): string => {
      const who = [inWords(agents, "agent"), inWords(subAgents, "sub-agent")].filter((part) => part !== "");
      return `${capital(who.join(" and "))} ${agents + subAgents === 1 ? "works" : "work"}.`;
    },
  },
  empty: {
    title: "The office is empty",
    text: "Choose your first team, and it moves in.",
    setUp: "Set up your team",
  },
  noNeeds: {
    title: "Nothing needs you",
    text: "Questions, approvals and failures appear here, and you answer them in place.",
  },
  missions: {
    title: "Conversations",
    none: "No one is working. Send a message to start a conversation.",
    asked: "Asked",
    who: "Who",
    now: "Now",
    time: "Time",
    money: "Cost",
    showAll: (all: number) => `Show all ${all}`,
    steer: "Steer",
    steerOne: (title: string) => `Steer: ${title}`,
    stop: "Stop",
    stopOne: (title: string) => `Stop: ${title}`,
    waitsForAnswer: (name: string) => `${name} waits for your answer`,
    waitsForDecision: (name: string) => `${name} waits for your decision`,
    /** "Lead, 1 other agent and 4 sub-agents work" */
    works: (name: string, others: number, subAgents: number) => {
      const more = [others, subAgents].map((number, i) =>
        number === 0 ? "" : counted(number, i === 0 ? "other agent" : "sub-agent"),
      );
      const [last, ...rest] = [name, ...more].filter((part) => part !== "").reverse();
      return rest.length === 0 ? `${name} works` : `${rest.reverse().join(", ")} and ${last} work`;
    },
    /** "Coder: Edit tax.ts" */
    doing: (name: string, line: string) => `${name}: ${line}`,
  },
  steer: {
    label: "Steer",
    title: "What should change?",
    text: "What should change",
    hint: "One or two sentences. The agent reads them before its next step.",
  },
  stop: {
    title: "Stop this conversation?",
    nothingRuns: "Nothing is running yet. The waiting work is cancelled.",
    stops: (agents: number) => `This stops ${counted(agents, "agent")}.`,
    kept: "Finished work is kept. This cannot be undone.",
    keep: "Keep working",
    verb: "Stop",
  },
  cameBack: {
    title: "Came back today",
    spent: (money: string) => `${money} spent today`,
    none: "No answers today yet.",
  },
  agent: {
    label: (name: string) => `Agent ${name}`,
    message: "Message",
    page: "Agent page",
    worksOn: "Works on",
    nothing: "Nothing now.",
    answered: "Answered last",
  },
};
