export { bundledProgram } from "./bundled-program.js";
export {
  createFakeDiscord,
  type FakeDiscord,
  type FakeDiscordOptions,
  type SayMore,
  type ShownDiscordMessage,
} from "./discord/fake-discord.js";
export type { RestFault, RestMatch } from "./discord/faults.js";
export type { FakeInteraction } from "./discord/interactions.js";
export { visibleText as visibleOnDiscord } from "./discord/visible-text.js";
export type { FakeChannel, FakeGuild, FakeUser } from "./discord/world.js";
export { type EngineServer, type EngineServerOptions, startEngineServer } from "./engine-server.js";
export { type FakeAcpManners, fakeAcpCommand } from "./fake-acp.js";
export {
  createFakeAgentBin,
  createTinyAgentBin,
  type FakeAgentBin,
  type FakeControl,
  type TinyAgentBin,
} from "./fake-agent/bin.js";
export { type FakeRun, readFakeJournal } from "./fake-agent/journal.js";
export { type FakeError, type FakeStep, type FakeTool, fakeDirective } from "./fake-agent/step.js";
export { FAKE_CODEX_SERVER } from "./fake-codex-server.js";
export { type FakeGithub, startFakeGithub } from "./fake-github/server.js";
export { createFakeMcp, type FakeMcp, type FakeMcpState, startFakeMcp } from "./fake-mcp.js";
export { type FakeLogin, startFakeLogin } from "./fake-oauth.js";
export { type FakePush, type PushedMessage, startFakePush } from "./fake-push/server.js";
export { createFakeRuntime, type FakeRuntime, type FakeRuntimeOptions } from "./fake-runtime.js";
export { createFakeS3, type FakeS3, type S3Fault } from "./fake-s3/server.js";
export { SLACK_PERSON } from "./fake-slack/parts.js";
export { createFakeSlack } from "./fake-slack/server.js";
export type { FakeSlack, ShownSlackMessage, SlackFault, SlackPerson, SlackSay } from "./fake-slack/types.js";
export { visibleOnSlack } from "./fake-slack/visible-text.js";
export { readEntities as readTelegramEntities } from "./fake-telegram/entities.js";
export { readHtml as readTelegramHtml } from "./fake-telegram/html.js";
export { TELEGRAM_PERSON } from "./fake-telegram/parts.js";
export { createFakeTelegram } from "./fake-telegram/server.js";
export type {
  FakeTelegram,
  SayOptions,
  TelegramCall,
  TelegramFault,
  TelegramFile,
  TelegramMessage,
  TelegramPerson,
} from "./fake-telegram/types.js";
export {
  createFakeTranscription,
  type FakeTranscription,
  type FakeTranscriptionOptions,
  type TranscriptionAnswer,
  type TranscriptionRequest,
} from "./fake-transcription/server.js";
export { voiceNote } from "./fake-transcription/voice-note.js";
export {
  createFakeTunnel,
  FAKE_QUICK_NAME,
  FAKE_TAILNET_NAME,
  type FakeTunnel,
  type FakeTunnelState,
} from "./fake-tunnel.js";
export { type CliFixture, fixtureNames, readFixture } from "./fixtures.js";
export { type LeftProcess, leakCheck } from "./leak-check.js";
export { type AgentStep, type ScriptByAgentOptions, scriptByAgent } from "./mock-model/script-by-agent.js";
export {
  createMockModelServer,
  type MockModelServer,
  type MockModelServerOptions,
} from "./mock-model/server.js";
export type {
  MockApi,
  MockError,
  MockMessage,
  MockReply,
  MockRequest,
  MockScript,
  MockToolCall,
  MockToolResult,
  MockUsage,
  RecordedRequest,
} from "./mock-model/types.js";
export { needs } from "./needs.js";
export { type NetworkPath, openNetworkPath } from "./network-path.js";
export type { AcknowledgedRequest, Delivery, Violation } from "./oracle/evidence.js";
export { createOracle, type Oracle, type OracleOptions, type Verdict } from "./oracle/oracle.js";
export { readRows } from "./oracle/read-rows.js";
export { wordsOfUser } from "./own-words.js";
export { PROVIDER_SETTINGS } from "./provider-settings.js";
export { createTempHome, type TempHome } from "./temp-home.js";
export { testProgram } from "./test-program.js";
export { type WaitForOptions, waitFor } from "./wait-for.js";
export { type ConformanceWorld, workspaceConformance } from "./workspace-conformance.js";
