// What a profile says of somebody: also the preview while it is edited.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import type { WireProfile } from "../../protocol/types";
import { shownName } from "../../state/members";
import { Avatar, pictureUrl } from "../../ui/Avatar";
import { colourIndex } from "../../ui/avatar";
import { readContent } from "../../ui/content";
import { monthOf } from "../../ui/dates";
import { decode } from "../../ui/html";
import { contourLines } from "../../ui/lines";
import { fullTime, shortTime } from "../../ui/time";
import { Text } from "../chat/Text";
import "../../styles/profile.css";

const LINES = 14;

function Cover({ id, banner }: { id: string; banner: string | null | undefined }) {
  const lines = useMemo(() => contourLines(Number(id.slice(-6)) || 1, LINES), [id]);
  const picture = pictureUrl(banner);
  return (
    <div class={`cover av-${colourIndex(id)}`}>
      <svg viewBox="0 0 1440 378" preserveAspectRatio="xMidYMid slice" fill="none" stroke="currentColor" stroke-width="5" aria-hidden="true">
        {lines.map((line, at) => <path key={at} d={line} opacity={0.35 + (at % 4) * 0.15} />)}
      </svg>
      {picture && <img key={picture} src={picture} alt="" onError={(event) => event.currentTarget.remove()} />}
    </div>
  );
}

export function About({ html }: { html: string }) {
  const content = useMemo(() => readContent(html), [html]);
  // Texts without markup have their lines as they were typed.
  return <div class={html.includes("<") ? "about" : "about lines"}><Text content={content} /></div>;
}

export function Face({ member, titleId, children }: { member: WireProfile; titleId?: string; children?: ComponentChildren }) {
  const name = shownName(member);
  const own = decode(member.name);
  return (
    <>
      <Cover id={member.id} banner={member.banner} />
      <div class="in">
        <Avatar id={member.id} name={name} icon={member.icon} size={68} presence={member.isOnline ? "online" : "offline"} />
        <h2 id={titleId} dir="auto">{name}</h2>
        <p class="muted small">
          {own !== name && <span>{own}</span>}
          {member.joined !== undefined && <time dateTime={new Date(member.joined).toISOString()} title={fullTime(member.joined)}>{tm("joined", { date: monthOf(member.joined) })}</time>}
          {!member.isOnline && Boolean(member.lastOnline) && (
            <time dateTime={new Date(member.lastOnline ?? 0).toISOString()} title={fullTime(member.lastOnline ?? 0)}>{tm("lastSeen", { time: shortTime(member.lastOnline ?? 0) })}</time>
          )}
        </p>
        {member.status && <p class="status" dir="auto">{decode(member.status)}</p>}
        {member.aboutme && <About html={member.aboutme} />}
        {(Boolean(member.isMuted) || Boolean(member.isBanned)) && (
          <p class="row">
            {Boolean(member.isMuted) && <span class="chip">{tm("isMuted")}</span>}
            {Boolean(member.isBanned) && <span class="chip">{tm("isBanned")}</span>}
          </p>
        )}
        {children}
      </div>
    </>
  );
}
