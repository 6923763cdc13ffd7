import { Suspense } from "react";
import { Channels } from "../../features/channels/channels";

export default function ChannelsPage() {
  return (
    <Suspense>
      <Channels />
    </Suspense>
  );
}
