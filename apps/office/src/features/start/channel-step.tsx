/** Where someone writes from. This page always works; a channel adds the phone. */
"use client";
import { parsePlatform } from "@tinyagi/contracts";
import { toWords } from "../../lib/api";
import { useChannels } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CHANNEL_ICONS } from "../../ui/chips";
import { Icon } from "../../ui/icon";
import { Trouble } from "../../ui/region";
import { nameOfChannel } from "../channels/channel-state";
import { ConnectChannel } from "../channels/connect-channel";
import { StepFrame } from "./step-frame";

export function ChannelStep({ onNext, onBack }: { onNext: () => void; onBack: () => void }) {
  const channels = useChannels();
  const [chosen, setChosen] = useParam("channel");
  const open = channels.data?.find(({ id }) => id === chosen);
  const choices = [
    { id: "", name: words.start.channel.onlyHere, hint: words.start.channel.later },
    ...(channels.data ?? []).map(({ id }) => ({
      id,
      name: nameOfChannel(id),
      hint: words.channels.guide(id)?.hint ?? "",
    })),
  ];
  return (
    <StepFrame
      title={words.start.channel.title}
      text={words.start.channel.text}
      actions={
        <>
          <Button kind={open === undefined || open.state === "connected" ? "go" : "plain"} onClick={onNext}>
            {words.start.continue}
          </Button>
          <Button kind="bare" onClick={onBack}>
            {words.start.back}
          </Button>
          <Button kind="bare" onClick={onNext}>
            {words.start.skip}
          </Button>
        </>
      }
    >
      {channels.error !== null && channels.data === undefined && (
        <Trouble text={toWords(channels.error)} retry={() => void channels.refetch()} />
      )}
      <fieldset>
        <legend className="sr-only">{words.start.channel.label}</legend>
        {choices.map(({ id, name, hint }) => (
          <label
            key={id}
            className="flex min-h-14 cursor-pointer items-center gap-4 border-b border-n-3 py-2 text-13 has-checked:bg-n-1 has-focus-visible:outline-2"
          >
            <input
              type="radio"
              name="channel"
              value={id}
              checked={chosen === id}
              onChange={() => setChosen(id)}
              className="size-4 flex-none accent-n-10"
            />
            <Icon name={CHANNEL_ICONS[parsePlatform(id)] ?? "globe"} />
            <span>
              <b className="block text-14 font-semibold text-n-10">{name}</b>
              <span className="block text-n-7">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {open !== undefined && (
        <div className="mt-5 rounded-m border border-n-4 p-5">
          <ConnectChannel key={open.id} channel={open} />
        </div>
      )}
    </StepFrame>
  );
}
