// Somebody's profile beside what it was opened from, and what may be done with them; on a phone a sheet
// from below.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import { ask, socket } from "../../protocol/socket";
import { type Failure, problem, type WireProfile } from "../../protocol/types";
import { copy } from "../../state/actions";
import { writeTo } from "../../state/conversations";
import { home } from "../../state/home";
import { device } from "../../state/keys";
import { shownName } from "../../state/members";
import { credentials } from "../../state/session";
import { may } from "../../state/permissions";
import { closeOverlay, closeProfile, overlay } from "../../state/shown";
import { drawer, toast } from "../../state/ui";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { iconPaths } from "../../ui/icons";
import { type Place, stayInside, usePopover } from "../../ui/popover";
import { mention } from "../composer/mention";
import { KeyLine } from "../home/hosts";
import { BannedElsewhere } from "../network/hosts";
import { Face } from "./Face";
import { Moderate } from "./Moderate";
import { type Act, actsFor, isSelf } from "./rights";
import { Roles } from "./Roles";
import { tell } from "./tell";

const ICON: Record<Act, string> = {
  mute: iconPaths("mic-off"),
  unmute: iconPaths("volume-2"),
  disconnect: iconPaths("log-out"),
  resetPassword: iconPaths("key"),
  kick: moreIcons["user-minus"],
  ban: iconPaths("ban"),
};
const isDanger = (act: Act) => act === "kick" || act === "ban";

export function Profile({ id, place }: { id: string; place: Place }) {
  const [member, setMember] = useState<WireProfile | null>(null);
  const [act, setAct] = useState<Act | null>(null);
  const read = async () => {
    try {
      const answer = await ask<Failure & { member?: WireProfile | null }>("getMemberProfile", { ...credentials(), target: id });
      if (answer.member) return setMember(answer.member);
      toast("info", plain(problem(answer) ?? tm("profileGone")));
    } catch {
      toast("bad", t("loadFailed"), t("noAnswer"));
    }
    closeProfile();
  };
  useEffect(() => {
    void read();
    socket.on("updateMemberList", read);
    return () => void socket.off("updateMemberList", read);
  }, [id]);

  if (member && act) return <Moderate act={act} member={member} onClose={closeProfile} />;
  const choose = (next: Act) => {
    // The dialog gives the focus back to where it was before.
    place.back?.focus({ preventScroll: true });
    setAct(next);
  };
  return <Card id={id} member={member} place={place} onAct={choose} reload={read} />;
}

interface CardProps {
  id: string;
  member: WireProfile | null;
  place: Place;
  onAct: (act: Act) => void;
  reload: () => Promise<void>;
}

function Card({ member, place, onAct, reload }: CardProps) {
  const box = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const [isOpen, setOpen] = useState(false);
  const [growth, setGrowth] = useState(0);
  const acts = member ? actsFor(member) : [];
  usePopover(box, place, closeProfile, [member, isOpen, acts.length, growth]);
  useLayoutEffect(() => box.current?.focus({ preventScroll: true }), []);
  const leave = () => {
    closeProfile();
    place.back?.focus({ preventScroll: true });
  };
  const name = member ? shownName(member) : "";
  // All are asked for, so that none is missing later.
  const isStaff = ["banMember", "manageBans", "manageNetworkServers"].filter((permission) => may(permission)).length > 0;
  const unmute = async () => {
    if (member && (await tell("unmuteUser", { target: member.id }, tm("unmuteDone", { name })))) await reload();
  };
  return (
    <>
      <div class="scrim-pop" />
      <div
        ref={box}
        class="pop profile"
        role="dialog"
        aria-labelledby={member ? titleId : undefined}
        aria-label={member ? undefined : t("loading")}
        aria-busy={!member}
        tabIndex={-1}
        data-testid="profile"
        onKeyDown={(event) => stayInside(event, box.current)}
      >
        {member ? (
          <Face member={member} titleId={titleId}>
            {isStaff && !isSelf(member) && <BannedElsewhere id={member.id} onDrawn={() => setGrowth((times) => times + 1)} />}
            <Roles member={member} reload={reload} />
            {device.value && !isSelf(member) && (
              <KeyLine person={{ id: member.id, name, icon: member.icon ?? "", color: member.color ?? null, publicKey: member.publicKey || null, isProven: true, isGone: false }} />
            )}
            <div class="row acts-row">
              {isSelf(member) ? (
                <button type="button" class="btn primary grow" data-testid="edit-profile" onClick={() => {
                  closeProfile();
                  drawer.value = null;
                  overlay.value = { name: "account", page: "profile" };
                }}>
                  <Icon name="pencil" small />
                  {tm("editProfile")}
                </button>
              ) : (
                <>
                  <button type="button" class="btn primary grow" data-testid="profile-message" onClick={() => {
                    closeProfile();
                    drawer.value = null;
                    closeOverlay();
                    writeTo(member);
                  }}>
                    <Icon paths={moreIcons["message-circle"]} small />
                    {tm("message")}
                  </button>
                  {!home.value && (
                    <button type="button" class="btn" aria-label={tm("mention")} title={tm("mention")} data-testid="profile-mention" onClick={() => {
                      leave();
                      drawer.value = null;
                      closeOverlay();
                      mention(member.id, name);
                    }}>
                      <Icon name="at-sign" />
                    </button>
                  )}
                </>
              )}
              <button type="button" class="btn" aria-label={tm("moreFor", { name })} title={t("more")} aria-expanded={isOpen} data-testid="profile-more" onClick={() => setOpen(!isOpen)}>
                <Icon name="ellipsis" />
              </button>
            </div>
            {isOpen && (
              <div class="more" role="group" aria-label={tm("moreFor", { name })}>
                <button type="button" class="mi" data-testid="profile-copy-id" onClick={() => void copy(member.id)}>
                  <Icon name="copy" />
                  {tm("copyId")}
                </button>
                {acts.map((act) => (
                  <button key={act} type="button" class={isDanger(act) ? "mi danger" : "mi"} data-testid={`profile-${act}`} onClick={() => (act === "unmute" ? void unmute() : onAct(act))}>
                    <Icon paths={ICON[act]} />
                    {tm(act)}
                  </button>
                ))}
              </div>
            )}
          </Face>
        ) : (
          <div class="boot-in"><span class="spin" /></div>
        )}
        <button type="button" class="ib close" aria-label={t("close")} data-testid="profile-close" onClick={leave}><Icon name="x" /></button>
      </div>
    </>
  );
}
