// Tells the staff when somebody comes whom servers that we vouch for have banned. What says it is fetched then.
import { loadTexts } from "../../i18n/language";
import { socket } from "../../protocol/socket";
import { openProfile } from "../../state/shown";
import { toast } from "../../state/ui";
import { decode } from "../../ui/html";

interface Hint {
  memberId?: unknown;
  memberName?: unknown;
  nodes?: unknown;
  reasons?: unknown;
  isBanned?: unknown;
}

async function tell({ memberId, memberName, nodes, reasons, isBanned }: Hint) {
  const id = String(memberId ?? "");
  if (!/^\d{12}$/.test(id)) return;
  const [{ tn }, { banReason }, { reasonOf }] = await Promise.all([import("../../i18n/network"), import("./words"), import("./nodes"), loadTexts("network")]);
  const name = decode(typeof memberName === "string" ? memberName : "") || id;
  const why = [...new Set(Array.isArray(reasons) ? reasons.map((reason) => banReason(reasonOf(reason))) : [])].join(", ");
  const title = tn(isBanned === true ? "hintBanned" : "hintJoined", { name });
  const text = tn(why ? "hintText" : "hintTextBare", { n: Number(nodes) || 1, why });
  // Somebody has to decide: it stays.
  toast("info", title, text, { stays: true, action: { label: tn("hintOpen"), act: () => openProfile(id, { rect: { left: innerWidth / 2, right: innerWidth / 2, top: 96, bottom: 96 }, back: null }) } });
}

/** Listens from now on. */
export function startNetworkHints() {
  socket.on("networkBanHint", (hint: Hint | null) => void tell(hint ?? {}).catch(() => undefined));
}
