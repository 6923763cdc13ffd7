/** Retention never removes open work, nor anything it depends on. @requirement RETENTION-1 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { addFinished, OLD, openRetention } from "./fixture.js";

test("open data is kept, with everything it depends on", async () => {
  const conversation = fc.record({
    status: fc.constantFrom("open", "closed", "cancelled"),
    message: fc.constantFrom("completed", "pending", "dead", "cancelled"),
    reply: fc.constantFrom("acked", "pending", "dead", "none"),
    follows: fc.option(fc.nat(11), { nil: undefined }),
    old: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(conversation, { maxLength: 12 }), async (plan) => {
      const { temp, retention } = openRetention({ deadLetters: 0 });
      await using _ = temp;
      const { store, clock } = temp;
      store.writeNow(() => {
        for (const [index, part] of plan.entries()) {
          const id = `c${index}`;
          addFinished(temp, id, part.old ? OLD : clock.now());
          const follows = part.follows !== undefined && part.follows < index ? `c${part.follows}` : null;
          store.db
            .prepare("UPDATE conversations SET status = @status, follow_up_of = @follows WHERE id = @id")
            .run({ id, status: part.status, follows });
          store.db.prepare("UPDATE messages SET status = ? WHERE conversation_id = ?").run(part.message, id);
          if (part.reply === "none") store.db.prepare("DELETE FROM outbox WHERE conversation_id = ?").run(id);
          else store.db.prepare("UPDATE outbox SET status = ? WHERE conversation_id = ?").run(part.reply, id);
        }
      });
      await retention.sweep();
      const left = new Set(store.db.prepare<[], string>("SELECT id FROM conversations").pluck().all());
      const needed = new Set<string>();
      for (const [index, part] of plan.entries()) {
        if (part.status !== "open") continue;
        for (let at: number | undefined = index; at !== undefined; ) {
          needed.add(`c${at}`);
          const next: number | undefined = plan[at]?.follows;
          at = next !== undefined && next < at ? next : undefined;
        }
      }
      for (const [index, part] of plan.entries()) {
        const id = `c${index}`;
        const held =
          part.message === "pending" || part.message === "dead" || ["pending", "dead"].includes(part.reply);
        expect([id, left.has(id)]).toEqual([id, needed.has(id) || !part.old || held]);
        if (!left.has(id)) continue;
        const messages = store.messages.inConversation(id).length;
        expect([id, messages, store.runs.inConversation(id).length]).toEqual([id, 1, 1]);
        const replies = store.outbox.inConversation(id).length;
        if (part.reply !== "none" && part.status === "open") expect([id, replies]).toEqual([id, 1]);
      }
      expect(store.db.pragma("foreign_key_check")).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
