/** Chooses files to send. */
"use client";
import { useRef } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";

export function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        tabIndex={-1}
        aria-label={words.chat.files.label}
        className="sr-only"
        onChange={({ target }) => {
          onFiles(target.files ?? []);
          // The same file can be chosen again.
          target.value = "";
        }}
      />
      <Button
        kind="bare"
        size="icon"
        aria-label={words.chat.files.attach}
        title={words.chat.files.attachHint}
        onClick={() => input.current?.click()}
      >
        <Icon name="plus" />
      </Button>
    </>
  );
}
