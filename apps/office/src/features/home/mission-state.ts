/** The conversations at work: who works on each, what they do now, what they wait for. Pure. */
import { oneLine } from "../../lib/format/text";
import { getWait } from "../../lib/format/why";
import type { Conversation, Run } from "../../lib/queries";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";
import { isPart } from "../needs/needs";
import type { Helper } from "../scene/model";
import { type Facts, isLive } from "./state";
import { nowIn, ownFirst, toSubAgent } from "./workers";

export interface Mission {
  conversation: Conversation;
  /** Who has worked on it, in order. */
  agents: readonly string[];
  /** Who of them has parts that run now, each beside it. */
  subAgents: readonly Helper[];
  state: State;
  step: string;
  /** The sub-agent whose words the step gives. */
  speaker: Helper | undefined;
  /** Which agent asks you something. */
  asks: string | undefined;
  /** The live run that can be steered: that of the agent, not of a part. */
  liveRun: string | undefined;
  /** Its live runs. */
  working: readonly { runId: string; agent: string }[];
}

/** Those that wait for you, then those that run, then those that wait for their turn; newest first. */
const MISSION_ORDER: readonly State[] = ["waiting", "running", "held"];

export function missions(facts: Facts & { conversations: readonly Conversation[] }): Mission[] {
  const rank = ({ state }: Mission): number => MISSION_ORDER.indexOf(state);
  return facts.conversations
    .filter(({ status }) => status === "open")
    .map((conversation) => toMission(conversation, facts))
    .sort((a, b) => rank(a) - rank(b) || b.conversation.createdAt - a.conversation.createdAt);
}

/** What an agent works on, or has asked you about: then it waits, also without a run. */
export function listMissions(agent: string, all: readonly Mission[]): Mission[] {
  return all.filter(({ working, asks }) => asks === agent || working.some((run) => run.agent === agent));
}

function toMission(conversation: Conversation, facts: Facts): Mission {
  const { runs, needs, live, teams } = facts;
  const own = runs.filter(({ conversationId }) => conversationId === conversation.id);
  const working = ownFirst(own.filter(isLive)) as Run[];
  const asked = needs.find(
    (need) => need.kind === "approval" && need.approval.conversationId === conversation.id,
  );
  const leader = teams[conversation.team ?? ""]?.leader_agent;
  const common = {
    conversation,
    // Until the first run starts, it is the leader's.
    agents:
      own.length > 0 ? [...new Set(own.map(({ agent }) => agent))] : leader === undefined ? [] : [leader],
    subAgents: working.filter(isPart).map((run) => toSubAgent(run, nowIn(run, live))),
    speaker: undefined,
    asks: asked?.agent,
    liveRun: working[0]?.runId,
    working,
  };
  const said = words.home.missions;
  if (asked !== undefined) {
    const isQuestion = asked.kind === "approval" && asked.approval.kind === "question";
    const waits = isQuestion ? said.waitsForAnswer : said.waitsForDecision;
    return { ...common, state: "waiting", step: waits(nameOf(asked.agent, facts)) };
  }
  if (working.length === 0) return { ...common, state: "held", step: getWait(conversation, facts.now) };
  return { ...common, state: "running", ...toStep(working, facts) };
}

/** The newest words of whoever says something: the agent first, then its sub-agents. Without words, who works. */
function toStep(working: readonly Run[], facts: Facts): Pick<Mission, "step" | "speaker"> {
  const said = words.home.missions;
  for (const run of working) {
    const speaker = toSubAgent(run, nowIn(run, facts.live));
    if (speaker.line === "") continue;
    if (!isPart(run)) return { step: said.doing(nameOf(run.agent, facts), speaker.line), speaker: undefined };
    return { step: said.doing(speaker.name, speaker.line), speaker };
  }
  const agents = [...new Set(working.filter((run) => !isPart(run)).map(({ agent }) => agent))];
  const parts = working.filter(isPart).length;
  const [first = working[0]?.agent ?? "", ...others] = agents;
  return { step: said.works(nameOf(first, facts), others.length, parts), speaker: undefined };
}

function nameOf(id: string, { agents }: Facts): string {
  return oneLine(agents[id]?.name ?? id, 40);
}
