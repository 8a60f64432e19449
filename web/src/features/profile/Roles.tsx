// The roles of a member as chips, with a way to give and to take them for those who may.
import { useState } from "preact/hooks";
import { tm } from "../../i18n/moderation";
import type { WireProfile } from "../../protocol/types";
import { shownName } from "../../state/members";
import { colourOf, roleStyle } from "../../ui/colour";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { mayTake, rolesToGive } from "./rights";
import { tell } from "./tell";

export function Roles({ member, reload }: { member: WireProfile; reload: () => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  const name = shownName(member);
  // What everybody has says nothing.
  const own = (member.roles ?? []).filter(({ id }) => String(id) !== "0" && String(id) !== "1");
  const free = rolesToGive(member);
  if (!own.length && !free.length) return null;
  const give = async (role: string, roleName: string) => {
    if (!(await tell("addUserToRole", { role, target: member.id }, tm("roleGiven", { name, role: roleName })))) return;
    setOpen(false);
    await reload();
  };
  const take = async (role: string, roleName: string) => {
    if (await tell("removeUserFromRole", { role, target: member.id }, tm("roleTaken", { name, role: roleName }))) await reload();
  };
  return (
    <>
      <ul class="chips" aria-label={tm("roles")}>
        {own.map((role) => {
          const roleName = decode(role.name);
          return (
            <li key={role.id} class="rolechip" data-testid="profile-role">
              <i class="sw role-c" style={roleStyle(colourOf(role))} />
              <span class="role-c" style={roleStyle(colourOf(role))}>{roleName}</span>
              {mayTake(member, role) && (
                <button type="button" aria-label={tm("takeRole", { role: roleName, name })} title={tm("takeRole", { role: roleName, name })} onClick={() => void take(String(role.id), roleName)}>
                  <Icon name="x" small />
                </button>
              )}
            </li>
          );
        })}
        {free.length > 0 && (
          <li>
            <button type="button" class="rolechip add" aria-label={tm("giveRoleTo", { name })} title={tm("giveRole")} aria-expanded={isOpen} data-testid="give-role" onClick={() => setOpen(!isOpen)}>
              <Icon name="plus" small />
            </button>
          </li>
        )}
      </ul>
      {isOpen && free.length > 0 && (
        <div class="more" role="group" aria-label={tm("giveRoleTo", { name })}>
          {free.map((role) => (
            <button key={role.id} type="button" class="mi" onClick={() => void give(role.id, role.name)}>
              <i class="sw role-c" style={roleStyle(role.color) ?? "color:var(--text-faint)"} />
              <span class="cut">{role.name}</span>
            </button>
          ))}
        </div>
      )}
    </>
  );
}
