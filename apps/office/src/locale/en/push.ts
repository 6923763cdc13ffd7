/** Notifications of browsers while TinyOffice is closed. */
import type { PushProblem } from "@tinyagi/contracts";

const PROBLEMS: Readonly<Record<PushProblem["code"], (status: number | null) => string>> = {
  unreachable: () => "The last notification did not reach the push service of this browser.",
  refused: (status) =>
    `The push service of this browser refused the last notification (${status ?? "no status"}).`,
  not_public: () => "The push service has an address of a private network, so nothing is sent there.",
};

export const push = {
  text: "TinyAGI notifies you of approvals, questions and failures, and of answers while no page is open. The push service of your browser delivers it and cannot read it.",
  thisBrowser: "This browser",
  ability: {
    able: "It is not notified while TinyOffice is closed.",
    blocked: "You blocked notifications of this page. Permit them in the settings of the browser.",
    insecure:
      "Browsers notify only over HTTPS or on the machine of the daemon. To use it elsewhere: tinyagi expose.",
    install:
      "On iPhone and iPad only an installed app is notified. Open the share menu, choose Add to Home Screen, and open TinyOffice from there.",
    none: "This browser cannot be notified while the page is closed.",
  },
  turnOn: "Notify this browser",
  notPermitted: "The browser did not permit notifications.",
  devices: "Browsers that are notified",
  here: "this browser",
  neverSent: "nothing sent yet",
  sent: "last notified",
  problem: ({ code, status }: PushProblem) => PROBLEMS[code](status),
  test: "Test",
  testNamed: (name: string) => `Send a test notification to ${name}`,
  remove: "Remove",
  removeNamed: (name: string) => `Notify ${name} no longer`,
  privacy:
    "By default a locked screen shows only who needs what kind of decision. Show what it is about, and set quiet hours, in the form under “push”.",
  install: "Install TinyOffice",
  installText: "It then has its own window and icon.",
  installVerb: "Install",
  /** Kept for the service worker, so without functions: it puts the name of the agent and the count in. */
  notice: {
    kinds: {
      permission: "{agent} needs an approval",
      question: "{agent} has a question",
      plan: "{agent} asks for more agents",
      budget: "{agent} reached its budget",
      failure: "A message to {agent} failed",
      answer: "Your message was answered",
      many: "{count} things need you",
      test: "Notifications work",
    },
    approve: "Approve",
    deny: "Deny",
    notSent: "Your decision was not sent. Open TinyOffice to decide.",
  },
};
