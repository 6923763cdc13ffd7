/** What TinyAGI itself answered, such as the answer to a command. */
import { visible } from "../../lib/format/text";
import type { ConversationDetail } from "../../lib/queries";
import { words } from "../../locale/words";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";

export function HostReplies({ replies }: Pick<ConversationDetail, "replies">) {
  return replies
    .filter(({ agent }) => agent === null)
    .map(({ id, message, createdAt }) => (
      <article
        key={id}
        className="grid grid-cols-[40px_minmax(0,1fr)] gap-x-4"
        aria-label={words.chat.answer.label("TinyAGI")}
      >
        <Face id="tinyagi" size={40} />
        <div className="min-w-0">
          <p className="mb-1 flex items-baseline gap-x-2 text-13">
            <b className="font-semibold text-n-10">TinyAGI</b>
            <TimeChip at={createdAt} ago />
          </p>
          <p className="text-15 break-words whitespace-pre-wrap">{visible(message)}</p>
        </div>
      </article>
    ));
}
