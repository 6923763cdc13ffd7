/** `channels.whatsapp` of the settings, as the adapter reads it. */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";

const schema = z.looseObject({
  /** With it, a code to type is offered beside the QR code. */
  phone_number: z
    .string()
    .transform((text) => text.replace(/[\s()+-]/g, ""))
    .pipe(z.string().regex(/^[1-9]\d{6,14}$/))
    .optional(),
  /** Where WhatsApp answers. */
  api_root: z.url({ protocol: /^wss?$/ }).default("wss://web.whatsapp.com/ws/chat"),
});

export interface WhatsAppSettings {
  /** Digits only. */
  readonly phoneNumber?: string | undefined;
  readonly url: string;
}

/** @throws AppError `INVALID_INPUT` */
export function whatsAppSettings(settings: unknown): WhatsAppSettings {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return { phoneNumber: parsed.data.phone_number, url: parsed.data.api_root };
  const names = parsed.error.issues.map(({ path }) => path.join("."));
  throw new AppError(
    "INVALID_INPUT",
    `channels.whatsapp cannot be used: check ${names.join(" and ")}. A phone number has its country code, such as +49 155 50000000.`,
  );
}
