/** Shows exactly what an installation would write, then asks. The digest binds the answer to this content. */
"use client";
import { toWords } from "../../lib/api";
import { shellWord } from "../../lib/format/shell";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { type Preview, useInstall } from "./queries";
import { SkillText } from "./skill-text";

export function InstallDialog(props: { agent: string; preview: Preview; onClose: () => void }) {
  const { agent, preview, onClose } = props;
  const { ref, name, description, digest, files, content } = preview;
  const install = useInstall(agent);
  const title = words.skills.installTitle(oneLine(name, 64), agent);
  return (
    <Dialog label={title} onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-rows-[auto_minmax(0,1fr)_auto] text-13">
        <header className="grid gap-1 border-b border-n-4 p-5">
          <h2 className="text-16 font-bold tracking-tight break-words text-n-10">{title}</h2>
          <p className="text-n-7">{visible(description)}</p>
          <p className="text-12 text-n-9">{words.skills.installText}</p>
        </header>
        <div
          className="grid grid-cols-[minmax(0,1fr)] content-start gap-2 overflow-auto px-5 py-3"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          <SkillText content={content} files={files} />
          <code className="text-11 break-all text-n-7">{digest}</code>
        </div>
        <footer className="border-t border-n-4 px-5 py-3">
          {install.error && (
            <p role="alert" className="pb-2 text-12 text-failed">
              {toWords(install.error)}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{words.common.cancel}</Button>
            <Button
              kind="go"
              disabled={install.isPending}
              onClick={() =>
                install.mutate(
                  { ref, digest },
                  {
                    onSuccess() {
                      showToast(words.skills.installed(oneLine(name, 64)));
                      onClose();
                    },
                  },
                )
              }
            >
              {words.skills.install}
            </Button>
          </div>
          <Terminal commands={[`tinyagi skill install ${agent} ${shellWord(ref)} --digest ${digest}`]} />
        </footer>
      </div>
    </Dialog>
  );
}
