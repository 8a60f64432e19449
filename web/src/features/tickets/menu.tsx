// What can be done with a message of a ticket.
import { t } from "../../i18n";
import { copyText, editing, isOwn } from "../../state/actions";
import { excerpt } from "../../state/message";
import { openProfile } from "../../state/shown";
import { confirm } from "../../ui/Confirm";
import { type MenuItem, openMenu } from "../../ui/menus";
import type { Place } from "../../ui/popover";
import { deleteMessage, writerOf } from "./state";
import type { ThreadMessage } from "./thread";

/** Ids of members; others are no accounts. */
const isMember = (id: string) => /^\d{12}$/.test(id);

/** Asks before; with Shift the person is sure. */
export async function removeMessage(message: ThreadMessage, isSure: boolean) {
  const detail = <blockquote class="quoted">{excerpt(message.html) || t("attachment")}</blockquote>;
  if (isSure || (await confirm({ title: t("deleteQuestion"), text: t("deleteLead"), verb: t("delete"), detail }))) await deleteMessage(message);
}

/** `isOpen`: it can be written in. */
export function openTicketMenu(message: ThreadMessage, isOpen: boolean, place: Place) {
  const writer = writerOf(message);
  const isOurs = isOwn(message) && isOpen;
  const items: (MenuItem | null)[] = [{ icon: "copy", label: t("copyText"), testId: "menu-copy", act: () => void copyText(message) }];
  if (isMember(writer.id) && !writer.isGone) items.push({ icon: "at-sign", label: t("profileOf", { name: writer.name }), testId: "menu-profile", act: () => openProfile(writer.id, { rect: { ...place.rect, right: place.rect.left }, back: place.back }) });
  if (isOurs) {
    items.unshift({ icon: "pencil", label: t("edit"), keys: "↑", testId: "menu-edit", act: () => (editing.value = message.id) });
    items.push(null, { icon: "trash-2", label: t("delete"), keys: "Del", isDanger: true, testId: "menu-delete", act: (event) => void removeMessage(message, event.shiftKey) });
  }
  openMenu({ label: t("actionsFor", { name: writer.name }), place, items });
}
