import { Suspense } from "react";
import { Chat } from "../../features/chat/chat";

export default function ChatPage() {
  return (
    <Suspense>
      <Chat />
    </Suspense>
  );
}
