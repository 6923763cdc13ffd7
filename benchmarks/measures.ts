/** The table of measures, in the order in which they run: first those that a busy machine disturbs most. */
import { measureCodex } from "./agents/codex.js";
import { measureLive } from "./agents/live.js";
import { measureAgents } from "./agents/loop.js";
import { measureGraph } from "./graph/graph.js";
import { measurePeers } from "./graph/peers.js";
import { measureLighthouse } from "./office/lighthouse.js";
import { measureOffice } from "./office/office.js";
import { measurePeersService } from "./products/peers-service.js";
import { measureRecall } from "./recall/recall.js";
import { measureAgentStart } from "./service/agent-start.js";
import { measureApi } from "./service/api.js";
import { measureChannels } from "./service/channels.js";
import { measureClaim } from "./service/claim.js";
import { measureCli } from "./service/cli.js";
import { measureCpu } from "./service/cpu.js";
import { measureEnqueue } from "./service/enqueue.js";
import { measureFlood } from "./service/flood.js";
import { measureGrowth } from "./service/growth.js";
import { measureLatency } from "./service/latency.js";
import { measureScale } from "./service/scale.js";
import { measureStart } from "./service/start.js";
import { measureStream } from "./service/stream.js";
import { measureThroughput } from "./service/throughput.js";
import { measureTop } from "./service/top.js";
import { measureWorkers } from "./service/workers.js";
import type { Figure } from "./support/figure.js";

/** What a measure may be told. */
interface MeasureOptions {
  /** Messages of a long session. Absent: none is measured. */
  readonly messages?: number | undefined;
  /** Base URL of an endpoint for embeddings, and its model. */
  readonly endpoint?: string | undefined;
  readonly model?: string | undefined;
}

interface Measure {
  readonly about: string;
  readonly measure: (options: MeasureOptions) => Promise<Figure[]>;
  /** Runs only when it is named. */
  readonly isOptional?: true;
}

export const MEASURES = {
  graph: {
    about: "the recursive engine: cost of an agent, memory, fan-out, recursion",
    measure: measureGraph,
  },
  agents: { about: "the loop of API agents: cost of a run with one tool call", measure: measureAgents },
  api: {
    about: "agents on a model API: processor time and waiting above the model, prompt by part",
    measure: measureApi,
  },
  start: {
    about: "start of the daemon, empty and with 100,000 pending messages; memory",
    measure: measureStart,
  },
  cli: { about: "`tinyagi --help` and `tinyagi status`", measure: measureCli },
  top: { about: "`tinyagi top` with 64 agents: processor time, bytes written", measure: measureTop },
  "agent-start": {
    about: "start of an agent process, by the memory of the process that asks for it",
    measure: measureAgentStart,
  },
  claim: { about: "one claim with 1,000 and 100,000 pending messages", measure: measureClaim },
  enqueue: { about: "messages accepted over HTTP by 32 callers", measure: measureEnqueue },
  latency: { about: "accepted message to reply, above the agent's own time", measure: measureLatency },
  throughput: { about: "20 agents × 50 messages, against a bare daemon", measure: measureThroughput },
  cpu: { about: "processor time of a message in that load, by process", measure: measureCpu },
  growth: { about: "what stays of a message in the database: bytes, events", measure: measureGrowth },
  scale: { about: "cost of a message with 10, 100 and 1,000 agents", measure: measureScale },
  stream: { about: "message to event at 1, 100 and 1,000 readers", measure: measureStream },
  channels: {
    about: "chat channels against their fake platforms: update to accepted, reply to sent; memory",
    measure: measureChannels,
  },
  flood: { about: "other agents while one floods", measure: measureFlood },
  workers: {
    about:
      "agents on workers beside agents here, over a redis-server: message, event, cancel, 200 at once, faults",
    measure: measureWorkers,
    isOptional: true,
  },
  office: {
    about: "TinyOffice in Chromium: size of each page, scrolling, the office scene",
    measure: measureOffice,
    isOptional: true,
  },
  lighthouse: {
    about: "each page of TinyOffice in Lighthouse, which it installs: as a desk and as a slow phone",
    measure: measureLighthouse,
    isOptional: true,
  },
  codex: {
    about: "a trivial answer of the real codex, alone and in TinyAGI; sandboxes started",
    measure: measureCodex,
    isOptional: true,
  },
  live: {
    about: "a trivial answer of the real claude, as a new process and as an open one; `--messages N`: memory",
    measure: measureLive,
    isOptional: true,
  },
  recall: {
    about:
      "questions that find their note, by words and with word vectors, which it installs (300 MB), or `--endpoint`",
    measure: measureRecall,
    isOptional: true,
  },
  peers: {
    about: "the engine beside LangGraph.js and the AI SDK, which it installs",
    measure: measurePeers,
    isOptional: true,
  },
  "peers-service": {
    about:
      "TinyAGI beside OpenClaw and Paperclip, which it installs: size, start, memory, first page, kill -9",
    measure: measurePeersService,
    isOptional: true,
  },
} satisfies Record<string, Measure> as Record<MeasureName, Measure>;

export type MeasureName =
  | "graph"
  | "agents"
  | "api"
  | "start"
  | "cli"
  | "top"
  | "agent-start"
  | "claim"
  | "enqueue"
  | "latency"
  | "throughput"
  | "cpu"
  | "growth"
  | "scale"
  | "stream"
  | "channels"
  | "flood"
  | "workers"
  | "office"
  | "lighthouse"
  | "codex"
  | "live"
  | "recall"
  | "peers"
  | "peers-service";
