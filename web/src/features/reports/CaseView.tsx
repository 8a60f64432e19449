// One reported message: what it says and whether that is sure, who reported it and why, and what can be done.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { tr } from "../../i18n/reports";
import { ask } from "../../protocol/socket";
import type { Failure, Member, WireMessage, WireProfile } from "../../protocol/types";
import { target } from "../../state/messages";
import { credentials } from "../../state/session";
import { closeOverlay, openProfile } from "../../state/shown";
import { channels, go, placeOfLink, address } from "../../state/structure";
import { Avatar } from "../../ui/Avatar";
import { monthOf } from "../../ui/dates";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { beside } from "../../ui/popover";
import { fullTime, shortTime } from "../../ui/time";
import { asPerson } from "../board/people";
import { CARD_WIDTH } from "../profile/showing";
import { Attachments } from "../chat/Attachments";
import { contentOf, Text } from "../chat/Text";
import { CaseActions } from "./CaseActions";
import { Evidence } from "./Evidence";
import type { Case, Complaint } from "./report";
import { reasonLabel } from "./ReportDialog";
import { forget, gone } from "./state";

const show = (id: string) => (event: { currentTarget: HTMLElement }) => openProfile(id, { ...beside(event.currentTarget, CARD_WIDTH), back: event.currentTarget });

/** The profile of somebody, as far as there is one; again after something was done to them. */
function useProfile(id: string): [WireProfile | null | undefined, () => Promise<void>] {
  const [profile, setProfile] = useState<WireProfile | null>();
  const load = async () => {
    try {
      const answer = await ask<Failure & { member?: WireProfile | null }>("getMemberProfile", { ...credentials(), target: id });
      setProfile(answer.member ?? null);
    } catch {
      setProfile(undefined);
    }
  };
  useEffect(() => void load(), [id]);
  return [profile, load];
}

/** Whether a message of a channel is still there, and seen by us. */
function useIsThere({ kind, messageId }: Case): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    if (kind !== "message") return;
    ask<WireMessage & Failure>("resolveMessage", { ...credentials(), messageId }).then(
      (answer) => setThere(String(answer.messageId) === messageId),
      () => undefined,
    );
  }, [messageId]);
  return isThere;
}

export function CaseView({ one, onClosed }: { one: Case; onClosed: () => void }) {
  const { kind, messageId, reported, html, images, time, room, complaints } = one;
  const person = asPerson(reported);
  const [profile, reload] = useProfile(person.id);
  const isThere = useIsThere(one);
  const isGone = gone.value.has(messageId);
  const channel = channels.value.find((known) => known.room === room)?.name;
  const content = contentOf({ html, images });
  const goThere = () => {
    closeOverlay();
    if (!placeOfLink(address(room))) return;
    target.value = { room, id: messageId };
    go(room);
  };
  const standing = profile === null ? tr("notMember") : profile?.joined !== undefined ? tr("joined", { date: monthOf(profile.joined) }) : "";
  return (
    <div class="main scroll" data-testid="case">
      <div class="row who-row">
        <Avatar id={person.id} name={person.name} icon={person.icon} size={44} />
        <div class="grow">
          <h2 class="cut" dir="auto">{person.name}</h2>
          <p class="small muted">
            {standing} {profile?.isBanned ? tr("isBanned") : profile?.isMuted ? tr("isMuted") : ""}
          </p>
        </div>
        {profile && (
          <button type="button" class="btn quiet" data-testid="case-profile" onClick={show(person.id)}>
            <Icon paths={moreIcons.user} small />
            {tr("profile")}
          </button>
        )}
      </div>

      <section class="evid" aria-label={tr("message")}>
        <header>
          <Icon name={kind === "dm" ? "at-sign" : "hash"} small />
          <span class="grow cut">{kind === "dm" ? tr("wasDirect") : channel ? tr("wasIn", { name: channel }) : tr("wasSomewhere")}</span>
          {isThere && !isGone && channel && <button type="button" class="as-link" data-testid="case-open" onClick={goThere}>{tr("openInChannel")}</button>}
        </header>
        <div class="msg reported" data-testid="case-message">
          <Avatar id={person.id} name={person.name} icon={person.icon} />
          <div class="body">
            <div class="by">
              <b class="cut">{person.name}</b>
              {time > 0 && <time dateTime={new Date(time).toISOString()} title={fullTime(time)}>{shortTime(time)}</time>}
              {isGone && <span class="mark bad">{tr("isDeleted")}</span>}
            </div>
            {html ? (
              <>
                <Text content={content} />
                {content.attachments.length > 0 && <Attachments attachments={content.attachments} />}
              </>
            ) : (
              <p class="hidden-note">{tr("nothingToRead")}</p>
            )}
          </div>
        </div>
      </section>
      <Evidence one={one} />

      <h3>{tr("whyReported")}</h3>
      <ul class="card complaints">{complaints.map((complaint) => <Row key={complaint.id} complaint={complaint} />)}</ul>
      <CaseActions one={one} profile={profile ?? null} reload={reload} isGone={isGone} onDeleted={() => forget(messageId)} onClosed={onClosed} />
      <span class="sr" role="status">{isGone ? tr("isDeleted") : ""}</span>
    </div>
  );
}

function Row({ complaint: { by, reason, text } }: { complaint: Complaint }) {
  const person = asPerson(by as Member);
  return (
    <li class="row" data-testid="complaint">
      <Avatar id={person.id} name={person.name} icon={person.icon} size={26} />
      <div class="grow">
        <p class="row">
          {person.isGone ? <b>{person.name}</b> : <button type="button" class="as-link name-link" aria-label={t("profileOf", { name: person.name })} onClick={show(person.id)}>{person.name}</button>}
          {reason && <span class="mark">{reasonLabel(reason)}</span>}
        </p>
        {text ? <p class="said" dir="auto">{text}</p> : !reason && <p class="muted">{tr("noNote")}</p>}
      </div>
    </li>
  );
}
