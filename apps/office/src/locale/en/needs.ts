/** What needs you, what can wait, and the notifications about it. */
import { grouped } from "@tinyagi/views";

export const needs = {
  title: "Needs you",
  notice: {
    asks: (name: string, what: string) => `${name} ${what}`,
    failed: (name: string) => `A message of ${name} failed`,
  },
  /** The name of the part of an approval that says what it will cost. */
  estimate: "Estimated cost",
  /** At the head of the panel. */
  holdUp: (things: number) =>
    things === 0
      ? "Nothing holds work up."
      : `${grouped(things)} ${things === 1 ? "thing holds" : "things hold"} work up.`,
  /** What was decided, until it takes effect. */
  held: {
    approve: (name: string) => `Approved for ${name}. Takes effect in 8 seconds`,
    deny: (name: string) => `Denied to ${name}. Takes effect in 8 seconds`,
    answer: (name: string) => `Answer to ${name}. Takes effect in 8 seconds`,
    sends: "Decided. It is sent now.",
    rule: "A decision takes effect after 8 seconds, also when you close this tab. Until then you can undo it.",
    list: "Decided just now",
    until: (who: string, seconds: number) => `${who}. Takes effect in ${seconds} s`,
    soon: "It takes effect in a few seconds.",
  },
  notSent: (why: string) => `Not sent: ${why}`,
  later: {
    title: "Remind me later",
    hour: (time: string) => `In an hour, ${time}`,
    evening: (time: string) => `This evening, ${time}`,
    tomorrow: (time: string) => `Tomorrow, ${time}`,
    where: "Only this browser hides it. Other devices and the terminal still show it.",
    done: (time: string) => `Hidden in this browser until ${time}`,
    list: "Hidden until later",
    back: "Show now",
    some: (things: number) => `${things} hidden until later`,
  },
  keys: { move: "move", answer: "answer", snooze: "later", undo: "undo" },
  readAndAnswer: "Read and answer",
  readAndDecide: "Read and decide",
  ok: "OK",
  write: "Write",
  approve: "Approve",
  deny: "Deny",
  retry: "Retry",
  partRuns: "The part runs again, in a conversation of its own",
  checkKey: "Check the key",
  /** Before the name of a mission. @param node a sub-agent */
  forMission: (node: string | undefined) => (node === undefined ? "For" : `Sub-agent ${node}, for`),
  failures: (messages: number) => `${grouped(messages)} messages failed with the same kind of problem`,
  retryAll: (messages: number) => `Retry all ${grouped(messages)}`,
  openQueue: "Open in Queue",
  more: (things: number) => `${things} more`,
  delete: "Delete",
  restart: "Restart",
  link: "Link the account",
  answer: { label: "Your answer", hint: "Answer in your words", send: "Send" },
  notDeleted: (why: string) => `Not deleted: ${why}`,
  deleted: "Dead letter deleted",
  canWait: "Can wait",
  notify: {
    blocked: "Your browser blocks notifications of this page. Allow them in the settings of the site.",
    isOn: "You are notified while this page is out of sight.",
    isOff: "Get notified while this page is out of sight.",
    turnOff: "Turn off",
    turnOn: "Notify me",
  },
  senderCode: (code: string) => `They got the code ${code}. Approve only if they tell you the same code.`,
  provider: {
    test: "Test",
    testing: "Testing…",
    resume: "Resume",
    change: "Change",
    works: "It answers: what waits for it runs now.",
    failed: "It did not answer the test.",
  },
  channelDown: "Replies on this channel wait.",
  amounts: (parts: readonly string[]) => `${parts.join(", ")}.`,
};
