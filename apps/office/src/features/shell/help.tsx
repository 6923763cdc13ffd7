/** All keys. */
import { usePageKeys } from "../../lib/key-help";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { keyHelp } from "./keys";

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const own = usePageKeys();
  return (
    <Dialog label={words.shell.keys.title} place="sheet" onClose={onClose}>
      <div className="grid gap-4 p-6">
        <div className="flex items-center">
          <h2 className="grow text-20 font-bold tracking-tight text-n-10">{words.shell.keys.title}</h2>
          <Button size="s" onClick={onClose}>
            {words.common.close}
          </Button>
        </div>
        <dl className="grid grid-cols-[96px_1fr] gap-y-2 text-13">
          {keyHelp(own).map(([keys, what]) => (
            <div key={`${keys} ${what}`} className="contents">
              <dt className="flex gap-1 text-n-7">
                {keys.split(" ").map((key) => (
                  <Key key={key}>{key}</Key>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
