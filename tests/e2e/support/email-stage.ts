/** A daemon whose e-mail channel has an account at a fake provider. */
import { waitFor } from "@tinyagi/testkit";
import { createFakeMail, type FakeMail, MAIL_PERSON, type ReceivedMail } from "@tinyagi/testkit/fake-mail";
import { type ChannelStage, openChannelStage } from "./channel-stage.js";

export interface EmailStage extends Omit<ChannelStage, "pair"> {
  readonly fake: FakeMail;
  /** Approves the person as an owner before the first mail. */
  pair(): Promise<void>;
  /** Waits for a mail to the person that fits. */
  received(fits: (mail: ReceivedMail) => boolean): Promise<ReceivedMail>;
}

export async function openEmailStage(more: object = {}): Promise<EmailStage> {
  const fake = await createFakeMail();
  const email = {
    address: fake.account,
    password: fake.password,
    authserv_id: fake.authservId,
    imap_host: "127.0.0.1",
    imap_port: fake.imapPort,
    smtp_host: "127.0.0.1",
    smtp_port: fake.smtpPort,
    ...more,
  };
  const stage = await openChannelStage("email", email, {});
  return {
    ...stage,
    fake,
    // Mail from before the first connection is for no agent.
    async start(env) {
      const daemon = await stage.start(env);
      await stage.reached("connected");
      return daemon;
    },
    pair: () => stage.pair({ senderId: MAIL_PERSON.address, sender: "Eve" }),
    received: (fits) => waitFor(() => fake.received.find(fits), { what: "a mail" }),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake[Symbol.asyncDispose]();
      }
    },
  };
}
