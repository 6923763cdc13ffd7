/** A home without agents: a dark desk, and the next step. */
import { Face } from "../../ui/face";
import { Empty } from "../../ui/region";

export function EmptyOffice() {
  return (
    <section aria-label="The office" className="grid h-[339px] place-items-center bg-hall px-4 md:h-[452px]">
      <div className="flex items-center gap-6">
        <Face id="tinyagi" size={56} state="asleep" />
        <Empty
          title="The office is empty"
          text="Add your first agent in a terminal. It moves in here at once."
        >
          <code className="rounded-xs bg-n-2 px-2 py-1 text-13 text-n-10">tinyagi setup</code>
        </Empty>
      </div>
    </section>
  );
}
