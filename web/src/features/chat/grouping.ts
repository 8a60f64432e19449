// Which messages stand together.
import type { Message } from "../../state/message";
import { isSameDay } from "../../ui/time";

const TOGETHER_MS = 5 * 60_000;

const isSealed = ({ lock }: Message) => lock !== undefined && lock !== "open";

/** Same author, soon after, same day, signed like the one before, not a reply, not of the server. */
export function isContinued(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    !before.isSystem &&
    !message.isSystem &&
    !message.reply &&
    before.author.id === message.author.id &&
    // The marks stand at the head. What is on its way joins what will have one.
    ((before.isSigned === message.isSigned && isSealed(before) === isSealed(message)) || Boolean(message.state)) &&
    message.time - before.time <= TOGETHER_MS &&
    isSameDay(before.time, message.time)
  );
}

export const startsDay = (before: Message | undefined, message: Message) => !before || !isSameDay(before.time, message.time);

/** The first message that is new: of somebody else, and after what was read. */
export function firstNew(messages: Message[], since: number | undefined, me: string): string | undefined {
  if (since === undefined) return undefined;
  return messages.find((message) => message.time > since && message.author.id !== me && !message.state)?.id;
}
