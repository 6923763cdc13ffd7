/** What Slack sends over the socket: https://docs.slack.dev/apis/events-api/using-socket-mode. Only what is read is checked. */
import { z } from "zod";

const fileSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
});
export type SlackFile = z.infer<typeof fileSchema>;

const attachmentSchema = z.looseObject({
  /** A message that the person passed on, as opposed to the preview of a link. */
  is_share: z.boolean().optional(),
  /** The preview of a link to a message. */
  is_msg_unfurl: z.boolean().optional(),
  author_name: z.string().nullish(),
  text: z.string().nullish(),
  files: z.array(fileSchema).optional(),
});

const idSchema = z.string().regex(/^[A-Z0-9]{2,30}$/);
const tsSchema = z.string().regex(/^\d{10}\.\d{6}$/);

export const messageSchema = z.looseObject({
  type: z.enum(["message", "app_mention"]),
  subtype: z.string().optional(),
  /** Absent in the history of a channel. */
  channel: idSchema.optional(),
  channel_type: z.string().optional(),
  user: idSchema.optional(),
  bot_id: z.string().optional(),
  text: z.string().default(""),
  ts: tsSchema,
  thread_ts: tsSchema.optional(),
  parent_user_id: z.string().optional(),
  files: z.array(fileSchema).optional(),
  attachments: z.array(attachmentSchema).optional(),
});
export type SlackMessage = z.infer<typeof messageSchema>;

/** Also the preview of a link changes a message: then the person's text stays the same. */
export const changeSchema = z.looseObject({
  type: z.literal("message"),
  subtype: z.literal("message_changed"),
  channel: idSchema,
  message: messageSchema.omit({ channel: true }).extend({ edited: z.looseObject({}) }),
  previous_message: z.looseObject({ text: z.string().default("") }).optional(),
});

export const pressSchema = z.looseObject({
  type: z.literal("block_actions"),
  trigger_id: z.string(),
  user: z.looseObject({ id: idSchema, name: z.string().optional(), username: z.string().optional() }),
  container: z.looseObject({
    channel_id: idSchema,
    message_ts: tsSchema,
    thread_ts: tsSchema.optional(),
  }),
  actions: z.array(z.looseObject({ value: z.string().optional(), action_id: z.string() })).min(1),
});
export type SlackPress = z.infer<typeof pressSchema>;

export const commandSchema = z.looseObject({
  command: z.string(),
  text: z.string().default(""),
  user_id: idSchema,
  channel_id: idSchema,
  trigger_id: z.string(),
});
export type SlackCommand = z.infer<typeof commandSchema>;

export const envelopeSchema = z.union([
  z.object({ type: z.literal("hello") }),
  z.object({ type: z.literal("disconnect"), reason: z.string().optional() }),
  z.object({
    type: z.enum(["events_api", "interactive", "slash_commands"]),
    envelope_id: z.string().min(1),
    payload: z.unknown(),
  }),
]);
export type Envelope = Extract<z.infer<typeof envelopeSchema>, { envelope_id: string }>;

export const eventSchema = z.looseObject({ event: z.unknown() });
