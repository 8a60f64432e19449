// One channel or group: its name, and who may do what in it.
import { useEffect, useState } from "preact/hooks";
import { ta } from "../../i18n/account";
import { ts } from "../../i18n/settings";
import { Avatar, pictureUrl } from "../../ui/Avatar";
import { decode } from "../../ui/html";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { change, load, loadCatalogue, loadPlaces, type Overrides, type Permission, type PlaceChannel, type PlaceGroup, roles, type Values } from "./api";
import { differing, mayLeave, useDraft } from "./draft";
import { SaveBar, Switch, Tabs, TextField } from "./parts";
import { BannerThumb, PictureField } from "./PictureField";
import { Permissions, stateOf } from "./Permissions";

/** Overrides that are there for a role: also an empty one is. */
type Level = { kind: "channel" | "group"; view: string };

interface EditorProps {
  level: Level;
  overrides: Overrides;
  /** Of channels: what the group says. */
  above?: { name: string; overrides: Overrides };
  save: (role: string, values: Values | undefined) => Promise<boolean>;
  reload: () => Promise<void>;
}

function OverridesEditor({ level, overrides, above, save, reload }: EditorProps) {
  const [catalogue, setCatalogue] = useState<Permission[]>([]);
  const [picked, setPicked] = useState("0");
  const { value, set, replace, reset } = useDraft<Overrides>(overrides);
  useEffect(() => void loadCatalogue(level.kind === "channel" ? "channelPerms" : "groupPerms").then((list) => setCatalogue(list.filter(({ key }) => key !== "maxUpload"))), []);

  const known = roles.value.filter((role) => role.id in value || role.id === "0");
  const others = roles.value.filter((role) => !(role.id in value) && role.id !== "0" && role.id !== "1");
  const role = known.find(({ id }) => id === picked) ?? known.at(-1);
  const member = roles.value.find(({ id }) => id === "0");
  const count = [...new Set([...Object.keys(value), ...Object.keys(overrides)])].reduce((sum, id) => sum + (id in value === id in overrides ? differing(value[id] ?? {}, overrides[id] ?? {}).length : 1), 0);

  const inherited = (key: string) => {
    const ofGroup = role && above?.overrides[role.id]?.[key];
    if (above && ofGroup !== undefined) return ts(ofGroup === 1 ? "allowedByGroup" : "deniedByGroup", { name: above.name });
    for (const by of [role, member]) {
      const own = by && stateOf(by.permissions[key], false);
      if (by && own === "allow") return ts("allowedBy", { name: by.name });
      if (by && own === "deny") return ts("deniedBy", { name: by.name });
    }
    return ts("notAllowed");
  };

  const submit = async () => {
    for (const id of new Set([...Object.keys(value), ...Object.keys(overrides)])) {
      const isSame = id in value === id in overrides && !differing(value[id] ?? {}, overrides[id] ?? {}).length;
      if (!isSame && !(await save(id, value[id]))) break;
    }
    await reload();
  };

  const isPrivate = stateOf((value["0"] ?? {})[level.view], true) === "deny";
  const setPrivate = (isOn: boolean) => set({ "0": { ...value["0"], [level.view]: isOn ? -1 : 1 } });

  return (
    <>
      <div class="card card-in">
        <Switch label={ts("private")} hint={ts("privateHint")} isOn={isPrivate} testId="private" onChange={setPrivate} />
      </div>
      <div class="row role-tabs">
        <div class="seg" role="group" aria-label={ts("roles")}>
          {[...known].reverse().map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={role?.id === id} onClick={() => setPicked(id)}>{name}</button>
          ))}
        </div>
        {others.length > 0 && (
          <select
            class="input"
            aria-label={ts("addOverride")}
            value=""
            data-testid="add-override"
            onChange={(event) => {
              const id = event.currentTarget.value;
              if (!id) return;
              set({ [id]: { [level.view]: 1 } });
              setPicked(id);
            }}
          >
            <option value="">{ts("addOverride")}</option>
            {others.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
      </div>
      {role && (
        <>
          <div class="row">
            <h2 class="grow">{ts("overrideFor", { name: role.name })}</h2>
            {role.id in value && role.id !== "0" && (
              <button
                type="button"
                class="btn danger-quiet"
                title={ts("removeOverrideHint")}
                onClick={() => {
                  const { [role.id]: _, ...rest } = value;
                  replace(rest);
                }}
              >
                {ts("removeOverride", { name: role.name })}
              </button>
            )}
          </div>
          <Permissions key={role.id} catalogue={catalogue} values={value[role.id] ?? {}} saved={overrides[role.id] ?? {}} isOverride inherited={inherited} onChange={(values) => set({ [role.id]: values })} />
        </>
      )}
      <SaveBar count={count} onSave={submit} onDiscard={reset} />
    </>
  );
}

interface WireChannel {
  name: string;
  description?: string;
  permissions?: Overrides;
}

interface WireGroup {
  info: { name: string; icon?: string; banner?: string; description?: string };
  permissions?: Overrides;
}

function useTab() {
  const [tab, setTab] = useState("overview");
  const change = async (next: string) => {
    if (await mayLeave()) setTab(next);
  };
  return [tab, (next: string) => void change(next)] as const;
}

const TABS = (): [string, string][] => [["overview", ts("overview")], ["permissions", ts("permissions")]];

export function ChannelEditor({ channel, groupId, groupName, onGone }: { channel: PlaceChannel; groupId: string; groupName: string; onGone: () => void }) {
  const [info, setInfo] = useState<WireChannel | null>(null);
  const [above, setAbove] = useState<Overrides>({});
  const [tab, setTab] = useTab();
  const read = async () => {
    setInfo((await load<{ data: WireChannel }>("getChannelInfo", { channel: channel.id }))?.data ?? null);
    await loadPlaces();
  };
  useEffect(() => {
    void read();
    // Who may change channels may not see groups.
    void load<{ data: WireGroup }>("getGroupInfo", { group: groupId }).then((answer) => setAbove(answer?.data?.permissions ?? {}));
  }, []);
  const remove = async () => {
    const isSure = await confirm({ title: ts("deleteChannelQuestion", { name: channel.name }), text: ts("deleteChannelLead"), verb: ts("deleteChannel") });
    if (!isSure || !(await change("deleteChannel", { channelId: channel.id, group: groupId }))) return;
    await loadPlaces();
    onGone();
  };
  return (
    <>
      <div class="row editor-h">
        <Icon name={channel.isVoice ? "volume-2" : "hash"} />
        <h1 class="grow cut" tabIndex={-1}>{channel.name}</h1>
        <button type="button" class="btn danger-quiet" data-testid="delete-channel" onClick={() => void remove()}>
          <Icon name="trash-2" small />
          {ts("deleteChannel")}
        </button>
      </div>
      <Tabs names={TABS()} current={tab} onChange={setTab} />
      {info && tab === "overview" && <ChannelForm id={channel.id} info={info} reload={read} />}
      {info && tab === "permissions" && (
        <OverridesEditor
          level={{ kind: "channel", view: "viewChannel" }}
          overrides={info.permissions ?? {}}
          above={{ name: groupName, overrides: above }}
          reload={read}
          save={(role, values) => (values ? change("saveChannelPermissions", { channel: channel.id, role, permission: values }) : change("removeRoleFromChannel", { channel: channel.id, role }))}
        />
      )}
    </>
  );
}

function ChannelForm({ id, info, reload }: { id: string; info: WireChannel; reload: () => Promise<void> }) {
  const { value, changed, set, reset } = useDraft({ name: decode(info.name), description: decode(info.description ?? "") });
  const save = async () => {
    if (await change("updateChannel", { channelId: id, data: { id, name: value.name.trim() || info.name, description: value.description } })) await reload();
  };
  return (
    <div class="form stack">
      <TextField label={ts("name")} value={value.name} maxLength={100} testId="channel-name" onInput={(name) => set({ name })} />
      <TextField label={ts("topic")} value={value.description} maxLength={1000} hint={ts("topicHint")} testId="channel-topic" onInput={(description) => set({ description })} />
      <SaveBar count={changed.length} onSave={save} onDiscard={reset} />
    </div>
  );
}

export function GroupEditor({ group, onGone }: { group: PlaceGroup; onGone: () => void }) {
  const [info, setInfo] = useState<WireGroup | null>(null);
  const [tab, setTab] = useTab();
  const read = async () => {
    setInfo((await load<{ data: WireGroup }>("getGroupInfo", { group: group.id }))?.data ?? null);
    await loadPlaces();
  };
  useEffect(() => void read(), []);
  const remove = async () => {
    const isSure = await confirm({ title: ts("deleteGroupQuestion", { name: group.name }), text: ts("deleteGroupLead"), verb: ts("deleteGroup") });
    if (!isSure || !(await change("deleteGroup", { group: group.id }))) return;
    await loadPlaces();
    onGone();
  };
  return (
    <>
      <div class="row editor-h">
        <h1 class="grow cut" tabIndex={-1}>{group.name}</h1>
        {group.isDeletable && (
          <button type="button" class="btn danger-quiet" data-testid="delete-group" onClick={() => void remove()}>
            <Icon name="trash-2" small />
            {ts("deleteGroup")}
          </button>
        )}
      </div>
      <Tabs names={TABS()} current={tab} onChange={setTab} />
      {info && tab === "overview" && <GroupForm id={group.id} info={info} reload={read} />}
      {info && tab === "permissions" && (
        <OverridesEditor
          level={{ kind: "group", view: "viewGroup" }}
          overrides={info.permissions ?? {}}
          reload={read}
          save={(role, values) => (values ? change("updateGroupPermissions", { groupId: group.id, roleId: role, perms: values }) : change("removeRoleFromGroup", { group: group.id, role }))}
        />
      )}
    </>
  );
}

/** Pictures that other clients set by default are none. */
const ownPicture = (path: string | undefined) => (pictureUrl(path) ? (path ?? "") : "");

function GroupForm({ id, info, reload }: { id: string; info: WireGroup; reload: () => Promise<void> }) {
  const { value, changed, set, reset } = useDraft({ name: decode(info.info.name), description: decode(info.info.description ?? ""), icon: ownPicture(info.info.icon), banner: ownPicture(info.info.banner) });
  const save = async () => {
    // Without a picture the server puts its default one there.
    const removed = ([["icon", "updateGroupIcon"], ["banner", "updateGroupBanner"]] as const).filter(([key]) => changed.includes(key) && !value[key]);
    for (const [, event] of removed) if (!(await change(event, { group: id, value: "" }, true))) return;
    const { icon, banner } = value;
    const next = { name: value.name.trim() || info.info.name, description: value.description, ...(icon && { icon }), ...(banner && { banner }) };
    if (await change("updateGroup", { groupId: id, data: { info: next } })) await reload();
  };
  return (
    <div class="form stack">
      <TextField label={ts("name")} value={value.name} maxLength={100} testId="group-name" onInput={(name) => set({ name })} />
      <TextField label={ts("description")} value={value.description} maxLength={1000} onInput={(description) => set({ description })} />
      <PictureField label={ta("picture")} hint={ta("pictureHint")} value={value.icon} testId="group-icon" onChange={(icon) => set({ icon })}>
        <Avatar id={id} name={value.name} icon={value.icon} isGroup size={56} />
      </PictureField>
      <PictureField label={ta("banner")} hint={ta("bannerHint")} value={value.banner} testId="group-banner" onChange={(banner) => set({ banner })}>
        <BannerThumb banner={value.banner} />
      </PictureField>
      <SaveBar count={changed.length} onSave={save} onDiscard={reset} />
    </div>
  );
}
