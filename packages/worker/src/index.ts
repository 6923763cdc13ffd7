/** Public surface of `@tinyagi/worker`. */
export { type CallRelay, createCallRelay } from "./border/call-relay.js";
export { type PlacedAgent, readPlacedAgent } from "./border/placed-agent.js";
export type { AdoptedRun, RunRecords } from "./border/remote-invoker.js";
export { createRemotePlace, type RemotePlace, type RemotePlaceOptions } from "./border/remote-place.js";
export type { RunApi } from "./border/run-api.js";
export type { PlacedRequest, PlacedRun } from "./border/run-request.js";
export { createWorkerOps, type WorkerOps, type WorkerOpsOptions } from "./border/worker-ops.js";
export { createWorkerRuns, type WorkerRuns, type WorkerRunsOptions } from "./border/worker-runs.js";
export { type EngineAdmin, type EngineFacts, type EngineUser, openEngineAdmin } from "./engine/admin.js";
export { type Engine, type EngineOptions, openEngine } from "./engine/connection.js";
export type { StoredHub, WorkerHubOptions } from "./engine/hub-options.js";
export { createWorkerHub, type WorkerHub } from "./engine/hub-shell.js";
export {
  createWorkerLink,
  type StoredLink,
  type WorkerLink,
  type WorkerLinkOptions,
} from "./engine/link-shell.js";
export { KEY_BYTES } from "./engine/seal.js";
export { type Streams, streamsOf } from "./engine/streams.js";
export {
  abortRun,
  confirmBeat,
  giveUp,
  hearHello,
  hearUp,
  placeRun,
  type Refusal,
  settleRuns,
  whyNotPlaced,
} from "./hub.js";
export {
  createHub,
  type HubEffect,
  type HubLimits,
  type HubState,
  type HubStep,
  type PlacedRun as StoredRun,
  placedRuns,
} from "./hub-state.js";
export { answerJoin, type Credential } from "./join/answer-join.js";
export { askToJoin, type JoinFailure, type JoinResult } from "./join/ask-to-join.js";
export { type Invitation, readJoinCode, writeJoinCode } from "./join/join-code.js";
export {
  joinStreamsOf,
  joinUser,
  userPrefix,
  workerUser,
} from "./join/join-keys.js";
export { type Probe, probeEngine } from "./join/probe.js";
export { type Joined, joinedSchema } from "./joined.js";
export { clearLink, hearDown, tickLink } from "./link.js";
export { noteEnd, noteEvents, type RunSaid } from "./link-runs.js";
export { bootLink, type LinkEffect, type LinkState, type LinkStep } from "./link-state.js";
export {
  type Down,
  downEntrySchema,
  type Entry,
  type Hello,
  helloSchema,
  type NewRun,
  type Outcome,
  PROTOCOL,
  type Up,
  upEntrySchema,
} from "./messages.js";
export {
  type StoredCredential,
  type StoredEngine,
  type StoredInvitation,
  storedCredentialSchema,
  storedEngineSchema,
  storedInvitationSchema,
} from "./stored.js";
