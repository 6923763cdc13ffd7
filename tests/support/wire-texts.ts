/**
 * Who wrote each free text that events and answers contain. A sentence of TinyAGI stands beside a fact, from which clients
 * make their own: there is none without.
 */

export type Writer =
  /** A person wrote it: a message, a title, a note, a remark. */
  | "person"
  /** A model wrote it, or a person did: nobody can tell. */
  | "agent"
  /** A program, provider, platform, plugin, file or registry outside said it. */
  | "outside"
  /** The message of an error, with the code of its catalogue or class beside it or before it. */
  | "error"
  /** A reply as it was delivered, in the language of the home, whose facts are in its conversation. */
  | "reply"
  /** Where a list goes on, or a date. */
  | "place"
  /** English for clients of earlier releases and for a terminal, beside the field that has the fact. */
  | { readonly beside: string };

/** Fields that name or count something. They never hold a sentence. */
export const NAMES: ReadonlySet<string> = new Set(
  `anchor clone device dueOn heading models page service value account added after agent agentId agentName agent_id agents allowedDigest api_key approvalId approvedBy
  approvedCode args asked assignee at author authorType base base_url before bootId branch budget budgets by callId
  certificates changed channel checked claims class code color columns review command commands commentId commit
  compare configDir continuesWith conversation conversationId conversation_id createdBy cron cursor cwd data date day days
  default dependents dependsOn deps diff digest edited end errorClass events eviction fields file files
  firstMessage folder followUpOf from fromAgent fromConversation from_agent graphId group harness harnessVersion hold
  home hook hooks id idempotencyKey identifier index into join joins key kind lane leader limitReached
  linkId line lines login lostSessionId memoryDir merged message_id messageId model movedTo name names newest node nodeId
  nodes offeredAs origin parent parentId parentRunId path paths period place plugin prefix previous projectId prompt_file
  proposalId provider proxy qr raw reads ref release replaced repositories repository role rootRunId run runAt runId scheduleId
  scope searchPath sender senderId session sessionId settledBy signal skill source specHash started state status
  successor system_prompt target targets task taskId team teamId team_id ticket timeZone to toAgent token tool tools
  tree type url variable mount room leftSession ids lost programs format program version waitId with worker working_directory zone answeredBy installs kept append replace
  `
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/**
 * By the end of a path: `reason`, `pause.reason`, `listBudgetStops:reason`. The longest end that fits counts. A name that
 * could hold a sentence of ours has no row for its name alone.
 */
export const TEXTS: Readonly<Record<string, Writer>> = {
  // What people and agents write. Names that hold nothing else.
  answer: "person",
  content: "agent",
  expectedOutput: "agent",
  goal: "agent",
  incoming: "person",
  input: "agent",
  near: "agent",
  options: "agent",
  originalMessage: "person",
  output: "agent",
  own: "agent",
  preview: "agent",
  prompt: "agent",
  rationale: "agent",
  remark: "person",
  shared: "agent",
  snippet: "agent",
  text: "agent",
  title: "agent",
  "schedule.fired:label": "person",
  "schedule.skipped:label": "person",
  "schedule.failed:label": "person",
  "schedule.changed:label": "person",
  "tomorrow.first.label": "person",
  "listSchedules:label": "person",
  "schedules.label": "person",
  "schedule.label": "person",
  "getSchedule:label": "person",
  "listSchedules:message": "person",
  "schedule.message": "person",
  "getSchedule:message": "person",
  "queueProcessing:message": "person",
  "data.message": "person",
  "chatroom:message": "agent",
  "proposeCompanyNote:reason": "agent",
  "proposals.reason": "agent",
  "getProposal:reason": "agent",
  "acceptProposal:reason": "agent",
  "declineProposal:reason": "agent",
  "permission.reason": "agent",
  "approval.requested:detail": "agent",
  "notice.detail": "agent",
  "approvals.detail": "agent",
  "getApproval:detail": "agent",
  "approveApproval:detail": "agent",
  "denyApproval:detail": "agent",
  "answerApproval:detail": "agent",
  "undoApproval:detail": "agent",
  "readNote:summary": "agent",
  "note.summary": "agent",
  "results.summary": "agent",
  "notes.summary": "agent",
  "readCompanyNote:summary": "agent",
  "hits.summary": "agent",
  "listProjects:description": "person",
  "getProject:description": "person",
  "project.description": "person",
  "listTasks:description": "person",
  "getTask:description": "person",
  "task.description": "person",
  "listSkills:description": "outside",
  "previewSkill:description": "outside",
  "skill.description": "outside",
  "getSkill:description": "outside",
  "tools.description": "outside",

  // Pages, figures and settings as a whole.
  "docs:": "outside",
  "docsEntry:": "outside",
  "docsEntryScript:": "outside",
  "metrics:": "outside",
  "showFile:": "agent",
  "showShared:": "agent",
  "openapi:*": "outside",
  "describeSettings:*": "outside",
  "getSettings:*": "person",
  "settings.*": "person",
  "env.*": "person",
  "aliases.*": "person",
  "metadata.*": "outside",
  "attributes.*": "outside",

  // What programs, providers, platforms and plugins say.
  "message.retrying:error": "outside",
  "message.died:error": "outside",
  "run.failed:error": "outside",
  "node.failed:error": "outside",
  "reply.failed:error": "outside",
  "replies.reason": "outside",
  "problem.said": "outside",
  "problem.link": "outside",
  "plugin.crashed:error": "outside",
  "plugin.failed:error": "outside",
  "provider.paused:reason": "outside",
  "pausedProviders.reason": "outside",
  "pause.reason": "outside",
  "paused.said": "outside",
  "reasons.error": "outside",
  "failed.error": "outside",
  "failures.first.error": "outside",
  "messages.error": "outside",
  "error.message": "outside",
  "engine.problem": "outside",
  "listMcpServers:problem": "outside",
  "testMcpServer:problem": "outside",
  "finishMcpLogin:problem": "outside",
  "endMcpLogin:problem": "outside",
  "acceptMcpTools:problem": "outside",
  "listPlugins:lastError": "outside",
  "getPlugin:lastError": "outside",
  "plugin.lastError": "outside",
  "listPlugins:why.said": "outside",
  "getPlugin:why.said": "outside",
  "plugin.why.said": "outside",

  // Messages of errors: of the catalogue, of a validator, of the system.
  "why.error": "error",
  "why.said": "error",
  "cancelled.said": "error",
  "by.said": "error",
  "settings.rejected:reason": "error",
  "settings.problem": "error",
  "backup.failed:reason": "error",
  "runDailyBackup:failure.reason": "error",
  "getBackupStatus:failure.reason": "error",
  "target.problem": "error",
  "problem.message": "error",
  "task.dispatch_failed:error": "error",
  "listTasks:dispatchError": "error",
  "cards.dispatchError": "error",
  "getTask:dispatchError": "error",
  "task.dispatchError": "error",
  "applyServices:errors": "error",

  // Replies as they were delivered.
  "sendMessage:reply": "reply",
  "listResponses:message": "reply",
  "listPendingResponses:message": "reply",
  "responses.message": "reply",
  "replies.message": "reply",
  "replies.notes": "reply",
  "replies.parts.noted.notes.said": { beside: "refusal" },
  "replies.parts.noted.notes.error": "outside",
  "replies.parts.noted.notes.fact.said": "outside",
  "replies.noteFacts.said": { beside: "refusal" },
  "replies.noteFacts.error": "outside",
  "replies.noteFacts.fact.said": "outside",
  "parts.failure": "reply",
  "parts.failure.message": "reply",
  "parts.failure.reason": "reply",
  "parts.failure.advice": "reply",
  "parts.waiting": "reply",

  // English beside a fact.
  "message.cancelled:reason": { beside: "why" },
  "run.interrupted:reason": { beside: "why" },
  "run.cancelled:reason": { beside: "why" },
  "handoff.denied:reason": { beside: "why" },
  "file.denied:reason": { beside: "why" },
  "schedule.skipped:reason": { beside: "why" },
  "schedule.failed:reason": { beside: "why" },
  "lastRun.reason": { beside: "why" },
  "times.reason": { beside: "why" },
  "scheduleRuns:reason": { beside: "why" },
  "approval.cancelled:reason": { beside: "why" },
  "channel.changed:reason": { beside: "why" },
  "channels.reason": { beside: "why" },
  "channels.*.reason": { beside: "why" },
  "listPlugins:reason": { beside: "why" },
  "listPlugins:hint": { beside: "why" },
  "getPlugin:reason": { beside: "why" },
  "getPlugin:hint": { beside: "why" },
  "plugin.reason": { beside: "why" },
  "plugin.hint": { beside: "why" },
  "listHeartbeats:reason": { beside: "why" },
  "listBudgetStops:reason": { beside: "fact" },
  "queueDead:failedReason": { beside: "failure" },
  "queueDead:advice": { beside: "failure" },
  "failure.message": { beside: "class" },
  "spawn.refused:message": { beside: "reason" },
  "whyMessage:verdict": { beside: "reasons" },
  "whyMessage:next": { beside: "advice" },
  "steps.text": { beside: "kind" },
  "warnings.detail": { beside: "code" },
  "steps.hint": { beside: "advice" },
  "found.detail": { beside: "access" },
  "found.next": { beside: "state" },
  "containment.meaning": { beside: "lacks" },

  "retryAllDead:next": "place",
  "purgeDead:next": "place",
  "scheduleWeek:next": "place",

  "node.cancelled:reason": { beside: "why" },
  "node.skipped:reason": { beside: "why" },
  "host.crashed:reason": { beside: "why" },
  "dispatch.paused:reason": { beside: "why" },
  "agentHost.problem": { beside: "why" },
  "runReplay:steps.reason": { beside: "why" },
  "runDiff:note": { beside: "why" },
  "teams.summary": { beside: "id" },
  "groups.advice": { beside: "errorClass" },
  "steps.detail": { beside: "why" },
  "containment.advice": { beside: "lacks" },
  "leftOut.reason": { beside: "why" },
  "files.reason": { beside: "why" },
};
