/** What a search of the daemon found: what each hit is, in a word. */
export const search = {
  message: "Message",
  reply: "Answer",
  room: "Room",
  task: "Task",
  comment: "Comment",
};
