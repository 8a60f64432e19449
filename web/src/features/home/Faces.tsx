// The picture of a conversation: of who it is with, or how many.
import { type Conversation, type Person } from "../../state/conversations";
import { othersIn } from "../../state/direct/rooms";
import { members } from "../../state/members";
import { session } from "../../state/session";
import { server } from "../../state/structure";
import { Avatar } from "../../ui/Avatar";

/** Whether somebody is here, as far as we may know. */
export function presenceOf({ id }: Person): { presence?: "online" | "offline" } {
  const member = members.value.find((known) => known.id === id);
  return member ? { presence: member.isOnline ? "online" : "offline" } : {};
}

export function Faces({ conversation, size }: { conversation: Conversation; size: number }) {
  const { id, name, isOfServer, people } = conversation;
  const others = othersIn(conversation);
  const [first, second] = others;
  if (isOfServer) return <Avatar id={session.value?.id ?? id} name={name} icon={server.value.icon} isGroup size={size} />;
  // Both digits of a number are its initials.
  if (second) return <Avatar id={id} name={[...String(others.length)].join(" ")} size={size} />;
  const one = first ?? people[0];
  return one ? <Avatar id={one.id} name={one.name} icon={one.icon} size={size} {...(first && presenceOf(first))} /> : null;
}
