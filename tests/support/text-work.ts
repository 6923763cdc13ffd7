/**
 * Every function that works on text from outside: of people, agents, tools, platforms and files. Each must take linear
 * time. A new one gets a row here.
 */
import { toFailure } from "../../packages/agents/src/model/failure.js";
import { ReportedError } from "../../packages/agents/src/model/reported-error.js";
import { jsonInText } from "../../packages/agents/src/run/json-in-text.js";
import { changedLines } from "../../packages/base/src/changed-lines.js";
import * as frontmatter from "../../packages/base/src/files/frontmatter.js";
import { cleanFileName } from "../../packages/base/src/files/outgoing-file.js";
import { versionIn } from "../../packages/base/src/program.js";
import { readableMessage } from "../../packages/base/src/readable-message.js";
import { withNames } from "../../packages/channel-whatsapp/src/mentions.js";
import { whatsAppText } from "../../packages/channel-whatsapp/src/whatsapp-text.js";
import { discordMarkdown } from "../../packages/channels/src/discord/discord-markdown.js";
import { readableText } from "../../packages/channels/src/discord/readable-text.js";
import { isAuthentic } from "../../packages/channels/src/email/authenticity.js";
import { textOfHtml } from "../../packages/channels/src/email/html-text.js";
import { readHeaders } from "../../packages/channels/src/email/mail-headers.js";
import { mailHtml } from "../../packages/channels/src/email/mail-html.js";
import { wordsOfMail } from "../../packages/channels/src/email/own-words.js";
import { mentionName } from "../../packages/channels/src/inbound/mention-name.js";
import { slackMrkdwn } from "../../packages/channels/src/slack/slack-mrkdwn.js";
import { mentionsIn } from "../../packages/channels/src/slack/slack-text.js";
import { telegramHtml } from "../../packages/channels/src/telegram/telegram-html.js";
import { foldedLines } from "../../packages/cli/src/view/folded.js";
import { readableLine } from "../../packages/cli/src/view/log-line.js";
import { parseEvent } from "../../packages/client/src/frames.js";
import type { ShownRun } from "../../packages/client/src/live-runs.js";
import { parseDaemonEntry } from "../../packages/client/src/log-entry.js";
import * as clean from "../../packages/contracts/src/clean-text.js";
import * as contracts from "../../packages/contracts/src/index.js";
import { parseJsonSource } from "../../packages/contracts/src/json-source.js";
import { isCheapMarkdown } from "../../packages/contracts/src/markdown-cost.js";
import { resetIn } from "../../packages/contracts/src/reset-time/reset-time.js";
import * as shown from "../../packages/contracts/src/shown-text.js";
import { splitText } from "../../packages/contracts/src/split-text.js";
import { toTitle } from "../../packages/contracts/src/title.js";
import { textIn } from "../../packages/features/src/backup/target/xml-text.js";
import { isLabel } from "../../packages/features/src/import/schedule-names.js";
import { parseNotePath } from "../../packages/features/src/memory/note-path.js";
import { pictureFormat } from "../../packages/features/src/pictures/picture-format.js";
import { fillBlocks } from "../../packages/features/src/prompt/protocol.js";
import { checkCron, readRunAt } from "../../packages/features/src/schedules/schedule-time.js";
import { readWhen } from "../../packages/features/src/schedules/words.js";
import { toSnippet } from "../../packages/features/src/search/hit.js";
import { buildMatch } from "../../packages/features/src/search/query.js";
import { formatTranscript } from "../../packages/features/src/speech/heard-text.js";
import { recordingFormat } from "../../packages/features/src/speech/recording-format.js";
import { toPrefix } from "../../packages/features/src/tasks/project-looks.js";
import { normalizeClaim } from "../../packages/graph/src/graph/claim-path.js";
import { extractJson } from "../../packages/graph/src/plan/extract.js";
import { findJsonError } from "../../packages/graph/src/plan/json-error.js";
import { repairJson } from "../../packages/graph/src/plan/json-repair.js";
import { parsePlan } from "../../packages/graph/src/plan/parse.js";
import { readGlob } from "../../packages/harness/src/api/tool/glob.js";
import { classifyClaudeFailure, isClaudeSessionLost } from "../../packages/harness/src/claude/failure.js";
import { parseJsonLine } from "../../packages/harness/src/cli/json-line.js";
import { createTextTail } from "../../packages/harness/src/cli/text-tail.js";
import { classifyCodexFailure, isCodexSessionLost } from "../../packages/harness/src/codex/failure.js";
import { tomlString } from "../../packages/harness/src/codex/toml.js";
import { readDirectives } from "../../packages/harness/src/demo/directives.js";
import { demoPlan } from "../../packages/harness/src/demo/plan.js";
import { demoReply } from "../../packages/harness/src/demo/reply.js";
import { toContribution } from "../../packages/harness/src/demo/results.js";
import { parseModelProblem, parseStreamError } from "../../packages/harness/src/opencode/failure.js";
import { createLineSplitter } from "../../packages/harness/src/process/line-splitter.js";
import { cleanId } from "../../packages/home/src/settings/legacy-ids.js";
import { parseSettings } from "../../packages/home/src/settings/parse-settings.js";
import { parseDiff } from "../../packages/home/src/workspace-diff/parse-diff.js";
import { normalizeCode } from "../../packages/kernel/src/confirmations/code.js";
import { createRedactor } from "../../packages/kernel/src/journal/redactor.js";
import { quoteForgedHeaders } from "../../packages/kernel/src/message/quote-headers.js";
import { steeredPrompt } from "../../packages/kernel/src/steering/steer-text.js";
import { fillTemplate, hookText } from "../../packages/server/src/handlers/webhook/hook-text.js";
import { permissionFacts } from "../../packages/server/src/mcp/permission-facts.js";
import { definitionText, offeredName, readTools } from "../../packages/server/src/mcp-servers/tool-list.js";
import { htmlText } from "../../packages/server/src/web/html-text.js";
import { parseCommand, withoutEscape } from "../../packages/teams/src/inbox/parse-command.js";
import * as agentOutput from "../../packages/teams/src/routing/agent-output.js";
import { carryOutputs } from "../../packages/teams/src/routing/carried-output.js";
import { office } from "../../packages/teams/src/routing/fixture.js";
import { markText } from "../../packages/teams/src/routing/markup.js";
import { renderFacts } from "../../packages/teams/src/routing/message-facts.js";
import { saysNothing } from "../../packages/teams/src/routing/nothing-to-report.js";
import { unknownPrefix } from "../../packages/teams/src/routing/prefix.js";
import { parseUserMessage } from "../../packages/teams/src/routing/user-message.js";
import { toOutput } from "../../packages/teams/src/spawn/outcome.js";
import { permissionBlocks } from "../../packages/views/src/needs/permission-blocks.js";
import { toolLine } from "../../packages/views/src/tools/tool-line.js";
import { markdownLines } from "../../packages/visualizer/src/markdown/markdown-lines.js";
import { toDraft, wordBefore } from "../../packages/visualizer/src/state/draft.js";
import { UNICODE_MARKS } from "../../packages/visualizer/src/text/marks.js";
import { taskLine } from "../../packages/visualizer/src/text/task-line.js";
import * as width from "../../packages/visualizer/src/text/width.js";
import { wrapStyled } from "../../packages/visualizer/src/text/wrap-styled.js";
import { liveLines } from "../../packages/visualizer/src/view/live-lines.js";

const directory = office();
/** One that learned secrets of several words, which end and begin like the texts. */
const redactor = createRedactor();
for (const part of ["a", "\n", "ab ", "- "]) redactor.learn(part.repeat(100));

/** A run that has written this. */
function getLiveRun(text: string): ShownRun {
  return {
    runId: "run_1",
    conversationId: "conv_1",
    agent: "a",
    startedAt: 0,
    messageRowId: 1,
    text,
    from: 0,
    end: text.length,
    tools: [],
    thoughts: [],
    waiting: false,
  };
}

export type TextWork = (text: string) => unknown;

export const TEXT_WORK: Readonly<Record<string, TextWork>> = {
  // What an agent asks permission for
  changedLines: (text) => changedLines(text, `${text.slice(1)}\n${text.slice(0, text.length / 2)}`),
  permissionFacts: (text) =>
    permissionFacts("Edit", { file_path: text, old_string: text, new_string: `x${text}` }),
  permissionBlocks: (text) =>
    permissionBlocks({ tool: text, command: text, changes: [{ path: text, kind: "update", diff: text }] }),
  // What a tool was given: JSON, JSON that was cut, and a text
  toolLine: (text) => toolLine({ name: text, input: text }),
  toolLineOfJson: (text) => toolLine({ name: "Bash", input: JSON.stringify({ command: text }) }),
  toolLineOfCutJson: (text) => toolLine({ name: "Bash", input: `{"x":1,"command":"${text}` }),
  // packages/agents
  jsonInText,
  reportedFailure: (text) => toFailure(new ReportedError({ error: { message: text, code: text } }), 0),
  // packages/channels, packages/channel-whatsapp
  whatsAppText,
  discordMarkdown,
  discordReadable: (text) =>
    readableText(text, [], {
      botId: "1",
      botRoles: new Set(),
      names: { role: () => undefined, channel: () => undefined },
    }),
  mentionName,
  whatsAppNames: (text) =>
    withNames(text, ["4915550001@s.whatsapp.net"], { nameOf: () => text, toNumber: async () => null }),
  telegramHtml,
  slackMrkdwn,
  mentionsInSlack: mentionsIn,
  textOfHtml,
  mailHtml,
  wordsOfMail,
  readHeaders,
  authenticity: (text) =>
    isAuthentic(readHeaders(`From: a\nAuthentication-Results: mx; ${text}`), "mx", "people.test"),
  // packages/cli, packages/client
  foldedLines: (text) => foldedLines(text, 80),
  markdownLines: (text) => markdownLines(text, { columns: 80, marks: UNICODE_MARKS, hasStyles: true }),
  readableLine,
  parseDaemonEntry,
  parseEvent: (data) => parseEvent({ data, event: undefined, id: data }),
  // answers of a storage
  textIn: (text) => textIn(text, "Key"),
  // packages/contracts
  isCheapMarkdown,
  cleanText: clean.cleanText,
  cleanLine: clean.cleanLine,
  isBlank: clean.isBlank,
  cleanJson: (text) => clean.cleanJson(text),
  cleanJsonText: clean.cleanJsonText,
  redactText: contracts.redactText,
  redactSecrets: (text) => contracts.redactSecrets({ [text.slice(0, 200)]: [text] }),
  unfinishedSecretAt: contracts.unfinishedSecretAt,
  splitText: (text) => splitText(text, 200),
  splitTextForChats: (text) => splitText(text, 4_000),
  givenFileName: contracts.givenFileName,
  readFileLine: contracts.readFileLine,
  formatTranscript: (text) => formatTranscript({ path: text, name: text, text, by: text }),
  recordingFormat: (text) => recordingFormat(Buffer.from(text, "latin1"), { video: true }),
  oggRecording: (text) => recordingFormat(Buffer.from(`OggS${text}`, "latin1")),
  mp4Recording: (text) => recordingFormat(Buffer.from(`    ftyp${text}`, "latin1")),
  pictureFormat: (text) => pictureFormat(Buffer.from(`\u00ff\u00d8\u00ff${text}`, "latin1")),
  readFileLines: (text) => contracts.readFileLine(`[file: ${text}] (${text})`),
  toTitle,
  taskTagOf: shown.taskTagOf,
  taskTagRanges: shown.taskTagRanges,
  withoutTaskTags: shown.withoutTaskTags,
  // packages/base, kernel, home and features
  readableMessage: (text) => readableMessage(text, {}),
  versionIn,
  readNoteHead: frontmatter.readNoteHead,
  readNoteHeadOfBlock: (text) => frontmatter.readNoteHead(`---\n${text}`),
  noteBody: frontmatter.noteBody,
  // The parser of YAML is quadratic in line feeds. It never sees more than FRONTMATTER_MAX_BYTES, at most 30 ms.
  readTextFields: (text) => frontmatter.readTextFields(`---\n${text.slice(0, 4_000)}\n---\n`, 200),
  cleanFileName,
  isLabel,
  parseNotePath,
  normalizeCode,
  fillBlocks: (text) => fillBlocks(text, { TEAMMATES: text, MEMORY: text }),
  checkCron: (text) => checkCron(text, "UTC", { now: 0 }),
  readRunAt: (text) => readRunAt(text, "UTC"),
  steeredPrompt: (text) => steeredPrompt(text, [{ kind: "inject", text }]),
  redactor: redactor.text,
  redactorUnfinished: redactor.unfinishedAt,
  readWhen: (text) => readWhen(text, { now: 0, timeZone: "UTC" }),
  toSnippet,
  buildMatch: (text) => buildMatch(text, { starts: true }),
  cleanId: (text) => cleanId(text, "agent"),
  parseJsonSource,
  parseSettings,
  toPrefix,
  parseDiff: (text) => parseDiff(text, ""),
  // packages/graph
  extractJson,
  extractPlan: (text) => extractJson(`{"agents": ${text}`),
  repairJson,
  findJsonError: (text) => findJsonError(text, 0),
  parsePlan: (text) => parsePlan(text),
  normalizeClaim,
  // packages/harness
  tomlString,
  classifyCodexFailure,
  isCodexSessionLost,
  classifyClaudeFailure: (text) => classifyClaudeFailure({ text, status: undefined } as never),
  isClaudeSessionLost,
  parseModelProblem,
  parseStreamError,
  resetIn: (text) => resetIn({ text, now: 0 }),
  causeOfReport: (message) => contracts.causeOfReport({ message }),
  parseJsonLine,
  nestsTooDeep: contracts.nestsTooDeep,
  textTail: (text) => {
    const tail = createTextTail();
    for (const character of text) tail.push(character);
    return tail.text();
  },
  lineSplitter: (text) => {
    const splitter = createLineSplitter(1_000_000);
    const bytes = Buffer.from(text);
    // In small pieces, as a pipe gives them.
    for (let at = 0; at < bytes.length; at += 3)
      for (const _line of splitter.push(bytes.subarray(at, at + 3)));
    return [...splitter.end()];
  },
  readGlob: (text) => readGlob(text.slice(0, 500)).matches(text),
  matchName: (text) => readGlob(`${"*a".repeat(50)}*b`).matches(text),
  readDirectives,
  demoPlan: (text) => demoPlan(text, "## Sub-agents"),
  demoReply: (text) => demoReply({ from: "person", own: text }, { self: undefined, others: [] }),
  toContribution: (text) => toContribution({ agentId: "a", text }),
  // packages/server
  hookText: (text) => hookText({ name: "a", template: text, body: { a: text } }),
  fillTemplate: (text) => fillTemplate(text, {}),
  foreignServers: (text) => contracts.foreignServers({ mcpServers: { a: { command: text, args: [text] } } }),
  htmlText,
  readTools: (text) => {
    const { tools } = readTools([
      { name: "a", description: text, inputSchema: { type: "object", title: text } },
    ]);
    return [...tools.map(definitionText), offeredName("a", text)];
  },
  // packages/teams
  parseAgentOutput: agentOutput.parseAgentOutput,
  readableOutput: agentOutput.readableOutput,
  parseMentions: (text) =>
    agentOutput.parseWithMentions(text, {
      names: new Map([["coder", "coder"]]),
      given: text.slice(0, 1_000),
    }),
  carryOutputs: (text) => carryOutputs([{ text }]),
  quoteForgedHeaders,
  renderFacts: (text) =>
    renderFacts({ from: { person: text }, via: text, sent: "", answers: { from: text, text } }),
  markUserText: (text) => markText(text, "user"),
  markAgentText: (text) => markText(text, "agent"),
  saysNothing,
  unknownPrefix,
  parseUserMessage: (text) => parseUserMessage(text, directory),
  parseChain: (text) => parseUserMessage(`@coder: ${text} then @reviewer: ${text}`, directory),
  parseCommand,
  withoutEscape,
  readDateText: (text) => contracts.readDateText(text, "Europe/Berlin"),
  readExtension: (text) => contracts.readExtension(text.split(" ")),
  toOutput,
  // packages/visualizer
  toDraft,
  wordBefore: (text) => wordBefore(toDraft(text)),
  taskLine,
  widthOf: width.widthOf,
  cut: (text) => width.cut(text, 80),
  wrap: (text) => width.wrap(text, 80),
  wrapWords: (text) => width.wrapWords(text, 80),
  wrapStyled: (text) => wrapStyled(text, 80),
  liveLines: (text) => liveLines(getLiveRun(text), { columns: 80, rows: 20, marks: UNICODE_MARKS }),
};
