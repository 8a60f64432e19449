// Roles: the list with its order, and one of them to be changed.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { compareNames } from "../../i18n/collation";
import { ts } from "../../i18n/settings";
import type { Member } from "../../protocol/types";
import { shownName } from "../../state/members";
import { Avatar } from "../../ui/Avatar";
import { roleStyle, stopsOf } from "../../ui/colour";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { change, load, loadCatalogue, loadRoles, type Permission, type Role, roles, type Values } from "./api";
import { differing, mayLeave, useDraft } from "./draft";
import { Handle, SaveBar, Switch, Tabs, TextField } from "./parts";
import { Permissions } from "./Permissions";
import { RoleColour } from "./RoleColour";

const catalogue = signal<Permission[]>([]);
const people = signal<Member[]>([]);

async function loadPeople() {
  const answer = await load<Record<string, Member>>("getServerMembers");
  people.value = Object.values((answer ?? {}) as Record<string, Member>)
    .filter((member) => member && /^\d+$/.test(String(member.id)))
    .sort((a, b) => compareNames(shownName(a), shownName(b)));
}

export function Roles({ id, onOpen }: { id: string | undefined; onOpen: (id: string | undefined) => void }) {
  const [dragged, setDragged] = useState<string | null>(null);
  useEffect(() => {
    void loadRoles();
    void loadPeople();
    if (!catalogue.value.length) void loadCatalogue("serverRoles").then((list) => (catalogue.value = list));
  }, []);
  const list = roles.value;
  const current = list.find((role) => role.id === id);

  const sort = async (next: Role[]) => {
    const before = roles.value;
    roles.value = next;
    if (!(await change("updateRoleHierarchy", { sorted: next.map((role) => role.id) }, true))) roles.value = before;
    else await loadRoles();
  };
  const canMove = (role: Role) => !role.isFixed;
  /** Between the roles that stay where they are. */
  const move = (role: Role, by: -1 | 1) => {
    const at = list.indexOf(role);
    const other = list[at + by];
    if (!other || !canMove(other)) return;
    const next = [...list];
    next[at] = other;
    next[at + by] = role;
    void sort(next);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-role-id="${role.id}"] .grip`)?.focus(), 60);
  };
  const drop = (target: Role) => {
    const role = list.find((known) => known.id === dragged);
    setDragged(null);
    if (!role || role === target || !canMove(role) || !canMove(target)) return;
    const others = list.filter((known) => known !== role);
    const at = others.indexOf(target) + (list.indexOf(role) < list.indexOf(target) ? 1 : 0);
    void sort([...others.slice(0, at), role, ...others.slice(at)]);
  };
  const create = async () => {
    if (!(await mayLeave())) return;
    const known = new Set(list.map((role) => role.id));
    if (!(await change("createRole", {}, true))) return;
    await loadRoles();
    const made = roles.value.find((role) => !known.has(role.id));
    if (made) onOpen(made.id);
  };

  return (
    <div class={current ? "split has-detail" : "split"}>
      <div class="side scroll">
        <div class="row side-h">
          <span class="grow muted small">{ts("rolesCount", { n: list.length })}</span>
          <button type="button" class="ib" aria-label={ts("newRole")} title={ts("newRole")} data-testid="new-role" onClick={() => void create()}><Icon name="plus" /></button>
        </div>
        <ul>
          {list.map((role, at) => (
            <li
              key={role.id}
              class={dragged && dragged !== role.id && canMove(role) ? "rolerow is-target-of-drag" : "rolerow"}
              data-role-id={role.id}
              data-testid="role-row"
              aria-current={role.id === id ? "true" : undefined}
              onDragOver={(event) => dragged && canMove(role) && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                drop(role);
              }}
              onDragEnd={() => setDragged(null)}
            >
              {canMove(role) ? (
                <Handle
                  name={role.name}
                  canUp={at > 0 && canMove(list[at - 1] as Role)}
                  canDown={at < list.length - 1 && canMove(list[at + 1] as Role)}
                  onMove={(by) => move(role, by)}
                  onDragStart={() => setDragged(role.id)}
                />
              ) : (
                <span class="grip" aria-hidden="true" />
              )}
              <button
                type="button"
                class="row grow"
                onClick={async () => {
                  if (await mayLeave()) onOpen(role.id);
                }}
              >
                <i class="sw role-c" style={roleStyle(role.color) ?? "color:var(--text-faint)"} />
                <span class="grow cut">{role.name}</span>
                <span class="n">{role.members.length || ""}</span>
              </button>
            </li>
          ))}
        </ul>
        <p class="muted small pad">{ts("rolesLead")}</p>
      </div>
      <div class="main scroll">{current && <RoleEditor key={current.id} role={current} onGone={() => onOpen(undefined)} />}</div>
    </div>
  );
}

function RoleEditor({ role, onGone }: { role: Role; onGone: () => void }) {
  const [tab, setTab] = useState("permissions");
  const member = roles.value.find((known) => known.id === "0");
  const saved = { name: role.name, color: role.color, isSeparate: role.isSeparate, permissions: role.permissions };
  const { value, changed, set, reset } = useDraft(saved);
  const permissionChanges = differing(value.permissions, role.permissions).length;
  const count = changed.filter((key) => key !== "permissions").length + permissionChanges;

  const save = async () => {
    const looks = changed.some((key) => key !== "permissions");
    if (looks) {
      const isGradient = stopsOf(value.color).length > 0;
      const looksOf = isGradient ? { color: "transparent", background: value.color, backgroundClip: "text" } : { color: value.color || "#FFFFFF", background: "none", backgroundClip: "initial" };
      const info = { name: value.name.trim() || role.name, ...looksOf, displaySeperate: value.isSeparate ? 1 : 0 };
      if (!(await change("updateRoleAppearance", { roleId: role.id, data: { info } }, permissionChanges > 0))) return;
    }
    if (permissionChanges && !(await change("saveRolePermissions", { role: role.id, permissions: value.permissions }))) return;
    await loadRoles();
  };
  const remove = async () => {
    const isSure = await confirm({ title: ts("deleteRoleQuestion", { name: role.name }), text: ts("deleteRoleLead", { n: role.members.length }), verb: ts("deleteRole") });
    if (!isSure || !(await change("deleteRole", { roleId: role.id }))) return;
    await loadRoles();
    onGone();
  };
  const inherited = (key: string) => (role.id !== "0" && member?.permissions[key] === 1 ? ts("allowedBy", { name: member.name }) : ts("notAllowed"));
  const tabs: [string, string][] = [["permissions", ts("permissions")], ["display", ts("display")], ["members", `${ts("members")} ${role.members.length}`]];

  return (
    <>
      <div class="row editor-h">
        <i class="sw big role-c" style={roleStyle(value.color) ?? "color:var(--text-faint)"} />
        <h1 class="grow cut" tabIndex={-1}>{value.name}</h1>
        {!role.isFixed && (
          <button type="button" class="btn danger-quiet" data-testid="delete-role" onClick={() => void remove()}>
            <Icon name="trash-2" small />
            {ts("deleteRole")}
          </button>
        )}
      </div>
      <Tabs names={tabs} current={tab} onChange={setTab} />
      {tab === "permissions" && (
        <Permissions catalogue={catalogue.value} values={value.permissions} saved={role.permissions} inherited={inherited} onChange={(permissions: Values) => set({ permissions })} />
      )}
      {tab === "display" && (
        <div class="form stack">
          <TextField label={ts("name")} value={value.name} maxLength={50} testId="role-name" onInput={(name) => set({ name })} />
          <RoleColour colour={value.color} onChange={(color) => set({ color })} />
          <Switch label={ts("separate")} isOn={value.isSeparate} onChange={(isSeparate) => set({ isSeparate })} />
        </div>
      )}
      {tab === "members" && <RoleMembers role={role} />}
      <SaveBar count={count} onSave={save} onDiscard={reset} />
    </>
  );
}

function RoleMembers({ role }: { role: Role }) {
  const [picked, setPicked] = useState("");
  if (role.id === "0" || role.id === "1") return <p class="muted pad">{ts("everybodyHas")}</p>;
  const has = new Set(role.members);
  const own = people.value.filter((person) => has.has(person.id));
  const others = people.value.filter((person) => !has.has(person.id));
  const give = async () => {
    if (picked && (await change("addUserToRole", { role: role.id, target: picked }))) {
      setPicked("");
      await loadRoles();
    }
  };
  const take = async (id: string) => {
    if (await change("removeUserFromRole", { role: role.id, target: id })) await loadRoles();
  };
  return (
    <div class="form stack">
      <div class="row">
        <select class="input grow" aria-label={ts("memberAdd")} value={picked} data-testid="member-pick" onChange={(event) => setPicked(event.currentTarget.value)}>
          <option value="">{ts("memberPick")}</option>
          {others.map((person) => <option key={person.id} value={person.id}>{shownName(person)}</option>)}
        </select>
        <button type="button" class="btn primary" disabled={!picked} data-testid="member-add" onClick={() => void give()}>{ts("memberAdd")}</button>
      </div>
      {own.length === 0 ? (
        <div class="empty"><span class="ft"><Icon name="users" /></span><b>{ts("memberNone")}</b></div>
      ) : (
        <ul>
          {own.map((person) => (
            <li key={person.id} class="mem" data-testid="role-member">
              <Avatar id={person.id} name={shownName(person)} icon={person.icon} />
              <b class="grow cut">{shownName(person)}</b>
              <button type="button" class="ib" aria-label={ts("memberRemove", { name: shownName(person) })} title={t("remove")} onClick={() => void take(person.id)}><Icon name="x" /></button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

