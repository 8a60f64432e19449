// What can be done about a report: with the message, with who wrote it, with the report itself. Only what we may.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { tm } from "../../i18n/moderation";
import { tr } from "../../i18n/reports";
import type { WireProfile } from "../../protocol/types";
import { may } from "../../state/permissions";
import { toast } from "../../state/ui";
import { boardIcons } from "../../ui/boardIcons";
import { confirm } from "../../ui/Confirm";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { request } from "../account/request";
import { asPerson } from "../board/people";
import { Moderate } from "../profile/Moderate";
import { type Act, actsFor, isSelf } from "../profile/rights";
import { tell } from "../profile/tell";
import type { Case } from "./report";
import { loadReports } from "./state";
import { WriteTo } from "./WriteTo";

interface Props {
  one: Case;
  /** Nothing if who wrote it is not a member any more. */
  profile: WireProfile | null;
  reload: () => Promise<void>;
  /** The message is deleted already. */
  isGone: boolean;
  onDeleted: () => void;
  onClosed: () => void;
}

export function CaseActions({ one, profile, reload, isGone, onDeleted, onClosed }: Props) {
  const [act, setAct] = useState<Act | "write" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { name } = asPerson(one.reported);
  const acts = profile ? actsFor(profile) : [];
  const mayDelete = may("manageMessages");
  const [first] = one.complaints;

  const remove = async () => {
    if (!(await confirm({ title: t("deleteQuestion"), text: tr("deleteLead"), verb: t("delete") }))) return;
    const refusal = await request("deleteMessageInReport", { messageId: one.messageId, messageType: one.kind, reporterId: first?.by.id, reportedId: one.reported.id });
    if (refusal) return toast("bad", t("notDeleted"), refusal);
    toast("ok", tr("isDeleted"));
    onDeleted();
  };
  const close = async () => {
    if (!(await confirm({ title: tr("closeQuestion"), text: tr("closeLead"), verb: tr("close"), isDanger: false }))) return;
    setBusy(true);
    // Those of one message are one matter.
    for (const { id } of one.complaints) {
      const refusal = await request("deleteReport", { reportId: id });
      if (refusal) toast("bad", tr("notClosed"), plain(refusal));
    }
    setBusy(false);
    await loadReports();
    onClosed();
  };
  const unmute = async () => {
    if (profile && (await tell("unmuteUser", { target: profile.id }, tm("unmuteDone", { name })))) await reload();
  };
  const done = () => {
    setAct(null);
    void reload();
  };

  return (
    <div class="savewrap">
      <div class="savebar case-acts" role="group" aria-label={tr("actions")}>
        {mayDelete && !isGone && (
          <button type="button" class="btn danger" data-testid="case-delete" onClick={() => void remove()}>
            <Icon name="trash-2" small />
            {tr("deleteMessage")}
          </button>
        )}
        {acts.includes("mute") && <button type="button" class="btn" data-testid="case-mute" onClick={() => setAct("mute")}><Icon name="mic-off" small />{tr("muteThem")}</button>}
        {acts.includes("unmute") && <button type="button" class="btn" data-testid="case-unmute" onClick={() => void unmute()}><Icon name="volume-2" small />{tm("unmute")}</button>}
        {acts.includes("ban") && <button type="button" class="btn" data-testid="case-ban" onClick={() => setAct("ban")}><Icon name="ban" small />{tr("banThem")}</button>}
        {profile && !isSelf(profile) && <button type="button" class="btn" data-testid="case-write" onClick={() => setAct("write")}><Icon paths={boardIcons["message-square"]} small />{tr("writeThem")}</button>}
        <span class="grow" />
        <button type="button" class="btn quiet" aria-busy={isBusy} data-testid="case-close" onClick={() => void close()}>
          {isBusy ? <span class="spin" /> : <Icon paths={moreIcons["check-check"]} small />}
          {tr("close")}
        </button>
      </div>
      {profile && act === "write" && <WriteTo member={profile} onClose={() => setAct(null)} />}
      {profile && act && act !== "write" && <Moderate act={act} member={profile} onClose={done} />}
    </div>
  );
}
