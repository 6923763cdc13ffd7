/** Home: the sentence, the missions, what came back, one agent beside the office. */
import { count } from "../../lib/format/text";

const SMALL = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

export const home = {
  regions: {
    office: "The office",
    needs: "What needs you",
    missions: "The missions",
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
    work: (agents: number) => (agents === 1 ? "One agent works." : `${SMALL[agents] ?? agents} agents work.`),
  },
  empty: {
    title: "The office is empty",
    text: "Choose your first team. It moves in here at once.",
    setUp: "Set up your team",
  },
  noNeeds: {
    title: "Nothing needs you",
    text: "Questions, approvals and failures come here. You answer them in place.",
  },
  missions: {
    title: "Missions",
    none: "Nobody works on anything. A new message starts a mission.",
    asked: "Asked",
    who: "Who",
    now: "Now",
    time: "Time",
    money: "Money",
    showAll: (missions: number) => `Show all ${missions}`,
    steer: "Steer",
    steerOne: (title: string) => `Steer: ${title}`,
    stop: "Stop",
    stopOne: (title: string) => `Stop: ${title}`,
    waitsForYou: (name: string) => `${name} waits for your answer`,
    waitsForTurn: "Waits for its turn",
    /** @param others who work on it too */
    works: (name: string, others: number) =>
      `${name} works${others === 0 ? "" : `, ${count(others, "other")} work too`}`,
    /** "Coder: Edit tax.ts" */
    doing: (name: string, line: string) => `${name}: ${line}`,
  },
  steer: {
    label: "Steer",
    title: "What should change?",
    text: "What should change",
    hint: "Say it in one or two sentences. The agent continues with it.",
    done: "The agent was told and continues",
  },
  stop: {
    title: "Stop this mission?",
    nothingRuns: "Nothing runs yet; the waiting work is cancelled.",
    stops: (agents: number) => `${count(agents, "agent")} will be stopped.`,
    kept: "Finished work is kept. This cannot be undone.",
    keep: "Keep working",
    verb: "Stop",
  },
  cameBack: {
    title: "Came back today",
    spent: (money: string) => `${money} spent today`,
    none: "No answers yet today.",
  },
  agent: {
    label: (name: string) => `Agent ${name}`,
    message: "Message",
    worksOn: "Works on",
    nothing: "Nothing now.",
    answered: "Answered last",
  },
};
