// Who may not write, with the way back. Until when is known to the node alone, and to who is muted.
import { useEffect, useState } from "preact/hooks";
import { compareNames } from "../../i18n/collation";
import { tm } from "../../i18n/moderation";
import { socket } from "../../protocol/socket";
import type { Member } from "../../protocol/types";
import { shownName } from "../../state/members";
import { Avatar } from "../../ui/Avatar";
import { confirm } from "../../ui/Confirm";
import { iconPaths } from "../../ui/icons";
import { change, load } from "../settings/api";
import { Empty, Page } from "../settings/parts";

export function Mutes() {
  const [muted, setMuted] = useState<Member[] | null>(null);
  const read = async () => {
    const answer = await load<Record<string, Member>>("getServerMembers");
    if (!answer) return;
    setMuted(
      Object.values(answer as Record<string, Member>)
        .filter((member) => member && Boolean(member.isMuted) && /^\d+$/.test(String(member.id)))
        .sort((a, b) => compareNames(shownName(a), shownName(b))),
    );
  };
  useEffect(() => {
    void read();
    socket.on("updateMemberList", read);
    return () => void socket.off("updateMemberList", read);
  }, []);
  const lift = async (member: Member) => {
    const name = shownName(member);
    if (!(await confirm({ title: tm("unmuteQuestion", { name }), text: tm("unmuteLead"), verb: tm("unmute"), isDanger: false }))) return;
    if (await change("unmuteUser", { target: member.id })) await read();
  };
  return (
    <Page title={tm("mutes")} lead={tm("mutesLead")} isWide>
      {muted?.length === 0 && <Empty icon={iconPaths("mic-off")} title={tm("mutesNone")} hint={tm("mutesNoneHint")} />}
      {muted !== null && muted.length > 0 && (
        <div class="card">
          <table class="tbl">
            <thead>
              <tr>
                <th>{tm("who")}</th>
                <th><span class="sr">{tm("actions")}</span></th>
              </tr>
            </thead>
            <tbody>
              {muted.map((member) => (
                <tr key={member.id} data-testid="mute-row">
                  <td>
                    <div class="row">
                      <Avatar id={member.id} name={shownName(member)} icon={member.icon} />
                      <b>{shownName(member)}</b>
                    </div>
                  </td>
                  <td class="act"><button type="button" class="btn" aria-label={tm("unmuteOf", { name: shownName(member) })} data-testid="lift-mute" onClick={() => void lift(member)}>{tm("unmute")}</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
