/** Schedules. A run may use only those of its own agent, for the person of its conversation. */
import { AppError, type RouteInput, type ScheduleView, UNREAD_CHANNELS } from "@tinyagi/contracts";
import { previewTimes } from "@tinyagi/features";
import { circleOfConversation, ownerChat, resolveCircle, storedAsker } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import { assertOwnAgent } from "../../security/authorize.js";
import type { Principal } from "../../security/principal.js";
import type { Services } from "../services.js";

type ScheduleHandlers = Pick<
  RouteHandlers,
  | "listSchedules"
  | "previewSchedule"
  | "getReportChat"
  | "scheduleWeek"
  | "createSchedule"
  | "getSchedule"
  | "putSchedule"
  | "deleteSchedule"
  | "scheduleRuns"
  | "runSchedule"
>;

export function scheduleHandlers(services: Services): ScheduleHandlers {
  const { schedules, daemon } = services;
  const own = (id: string, principal: Principal): ScheduleView => {
    const schedule = schedules.get(id);
    assertOwnAgent(principal, schedule.agentId);
    if (!isSeen(services, schedule.id, principal))
      throw new AppError("NOT_FOUND", `schedule '${id}' not found`);
    return schedule;
  };
  return {
    listSchedules({ query }, { principal }) {
      if (principal.kind !== "run") return schedules.list(query.agent);
      if (query.agent !== undefined) assertOwnAgent(principal, query.agent);
      return schedules.list(principal.agentId).filter(({ id }) => isSeen(services, id, principal));
    },
    previewSchedule: ({ query: { when, timeZone = null, count } }) =>
      previewTimes({ when, timeZone, count }, services.clock.now()),
    getReportChat() {
      const chat = ownerChat(services.store, { ...services.settings.current(), ownBots: services.ownBots });
      return { chat: chat === undefined ? null : { channel: chat.channel, name: chat.sender } };
    },
    scheduleWeek: ({ query: { date = null, timeZone = null } }) => schedules.week({ date, timeZone }),
    async createSchedule({ body }, { actor, principal }) {
      const schedule =
        principal.kind === "run"
          ? await schedules.create(inputOfRun(services, body, principal), { actor, byRun: true })
          : await schedules.create({ ...body, asker: storedAsker("operator") }, { actor });
      return { ok: true, schedule };
    },
    getSchedule: ({ params }, { principal }) => own(params.id, principal),
    async putSchedule({ params, body }, { actor }) {
      return { ok: true, schedule: await schedules.change(params.id, body, actor) };
    },
    async deleteSchedule({ params }, { actor, principal }) {
      await schedules.remove(own(params.id, principal).id, actor);
      return { ok: true };
    },
    scheduleRuns: ({ params, query }, { principal }) =>
      schedules.runs(own(params.id, principal).id, query.limit),
    async runSchedule({ params }) {
      daemon.assertAccepting();
      return { ok: true, ...(await schedules.runNow(params.id)) };
    },
  };
}

/** A run sees the schedules of those with whom its person shares. */
function isSeen({ store }: Services, id: string, principal: Principal): boolean {
  const row = principal.kind === "run" ? store.schedules.get(id) : undefined;
  if (row === undefined || principal.kind !== "run") return true;
  const asked = { ...row, sender_id: row.sender };
  return resolveCircle(store, asked) === circleOfConversation(store, principal.conversationId);
}

type RunPrincipal = Extract<Principal, { kind: "run" }>;
type CreateBody = RouteInput<"createSchedule">["body"];

/** A run schedules for its own agent. The answer goes to the person of its conversation, if there is one. */
function inputOfRun({ store }: Services, body: CreateBody, principal: RunPrincipal) {
  assertOwnAgent(principal, body.agentId);
  const conversation = store.conversations.get(principal.conversationId);
  const hasPerson = conversation !== undefined && !UNREAD_CHANNELS.has(conversation.channel);
  const person = hasPerson
    ? { channel: conversation.channel, sender: conversation.sender_id ?? conversation.sender }
    : { channel: undefined, sender: undefined };
  const isOther =
    (body.channel ?? person.channel) !== person.channel || (body.sender ?? person.sender) !== person.sender;
  if (isOther)
    throw new AppError(
      "FORBIDDEN",
      "A run schedules answers for the person of its own conversation only. Omit channel and sender.",
    );
  return { ...body, ...person, asker: conversation?.asker ?? null };
}
