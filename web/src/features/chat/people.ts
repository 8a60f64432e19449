// From messages to the people who wrote them or are named in them.
import { type Message, NOBODY } from "../../state/message";
import { findMessage } from "../../state/messages";
import { openProfile } from "../../state/shown";
import { beside, type Place } from "../../ui/popover";
import { CARD_WIDTH } from "../profile/showing";

/** Where the card goes for a message whose menu was open at `place`. */
export const openProfileOf = ({ author }: Message, { rect, back }: Place) =>
  openProfile(author.id, { rect: { ...rect, right: rect.left }, back });

/** A click on a picture, a name or a mention in a log; tells whether it was one. */
export function openAuthor({ target }: MouseEvent, room: string): boolean {
  const part = target instanceof Element ? target.closest<HTMLElement>(".msg > .av, .msg .by > b, .text [data-at='@']") : null;
  const row = part?.closest<HTMLElement>("[data-message-id]");
  if (!part || !row) return false;
  const message = findMessage(room, row.dataset.messageId ?? "");
  const id = part.dataset.id ?? (message?.isHidden ? undefined : message?.author.id);
  if (!id || id === NOBODY) return false;
  openProfile(id, { ...beside(part, CARD_WIDTH), back: row });
  return true;
}
