// Groups, categories and channels: their order, and one of them to be changed.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { ts } from "../../i18n/settings";
import { may } from "../../state/permissions";
import { confirm } from "../../ui/Confirm";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { moved, sortData, stepped } from "../channels/arrange";
import { change, loadPlaces, loadRoles, type PlaceChannel, type PlaceGroup, places, roles } from "./api";
import { mayLeave } from "./draft";
import { Handle, SelectField, TextField } from "./parts";
import { ChannelEditor, GroupEditor } from "./PlaceEditor";

type Category = PlaceGroup["categories"][number];
type Making = { kind: "group" } | { kind: "category"; group: string } | { kind: "channel"; group: string; category: string };

export function Places({ id, onOpen }: { id: string | undefined; onOpen: (id: string | undefined) => void }) {
  const [making, setMaking] = useState<Making | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  useEffect(() => {
    void loadPlaces();
    if (!roles.value.length) void loadRoles();
  }, []);
  const mayGroups = may("manageGroups");
  const mayChannels = may("manageChannels");
  const [kind, key] = (id ?? "").split("-");
  const group = places.value.find((known) => (kind === "group" ? known.id === key : known.categories.some((category) => category.channels.some((channel) => channel.id === key))));
  const channel = kind === "channel" ? group?.categories.flatMap((category) => category.channels).find((known) => known.id === key) : undefined;

  const open = async (next: string) => {
    if (await mayLeave()) onOpen(next);
  };
  const sort = async (of: PlaceGroup, categories: PlaceGroup["categories"]) => {
    const before = places.value;
    places.value = before.map((known) => (known.id === of.id ? { ...known, categories } : known));
    if (!(await change("updateChannelTreeSorting", { group: of.id, data: sortData(categories) }, true))) places.value = before;
    else await loadPlaces();
  };
  const moveCategory = (of: PlaceGroup, categoryId: string, by: -1 | 1) => {
    const categories = [...of.categories];
    const at = categories.findIndex((category) => category.id === categoryId);
    const [moved] = categories.splice(at, 1);
    if (moved) categories.splice(at + by, 0, moved);
    void sort(of, categories);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-place="category-${categoryId}"] .grip`)?.focus(), 60);
  };
  /** Groups have an order of their own: all get a number, the greatest is at the top. */
  const moveGroup = async (of: PlaceGroup, by: -1 | 1) => {
    const next = [...places.value];
    const at = next.indexOf(of);
    next.splice(at, 1);
    next.splice(at + by, 0, of);
    const before = places.value;
    places.value = next;
    for (const [index, group] of next.entries()) {
      const sortId = next.length - index;
      if (group.rank !== sortId && !(await change("updateGroup", { groupId: group.id, data: { info: { sortId } } }, true))) {
        places.value = before;
        break;
      }
    }
    await loadPlaces();
    document.querySelector<HTMLElement>(`[data-place="group-${of.id}"] .grip`)?.focus();
  };
  /** Up and down, also from one category into the next. */
  const move = (of: PlaceGroup, channelId: string, by: -1 | 1) => {
    const categories = stepped<PlaceChannel, Category>(of.categories, channelId, by);
    if (!categories) return;
    void sort(of, categories);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-place="channel-${channelId}"] .grip`)?.focus(), 60);
  };
  const drop = (of: PlaceGroup, categoryId: string, before: string | null) => {
    const categories = dragged ? moved<PlaceChannel, Category>(of.categories, dragged, categoryId, before) : undefined;
    setDragged(null);
    if (categories) void sort(of, categories);
  };
  const removeCategory = async (of: PlaceGroup, category: { id: string; name: string }) => {
    const isSure = await confirm({ title: ts("deleteCategoryQuestion", { name: category.name }), text: ts("deleteCategoryLead"), verb: ts("deleteCategory") });
    if (isSure && (await change("deleteCategory", { group: of.id, category: category.id }))) await loadPlaces();
  };

  return (
    <div class={id ? "split has-detail" : "split"}>
      <div class="side scroll">
        <div class="row side-h">
          <span class="grow muted small">{ts("places")}</span>
          {mayGroups && (
            <button type="button" class="ib" aria-label={ts("newGroup")} title={ts("newGroup")} data-testid="new-group" onClick={() => setMaking({ kind: "group" })}><Icon name="plus" /></button>
          )}
        </div>
        {places.value.map((of) => (
          <section key={of.id} aria-label={of.name}>
            <div class="rolerow group-row" data-place={`group-${of.id}`} aria-current={id === `group-${of.id}` ? "true" : undefined}>
              {mayGroups && places.value.length > 1 ? (
                <Handle name={of.name} canUp={of !== places.value[0]} canDown={of !== places.value.at(-1)} onMove={(by) => void moveGroup(of, by)} />
              ) : (
                <NoHandle />
              )}
              <button type="button" class="row grow" data-testid="place-group" onClick={() => void open(`group-${of.id}`)}><b class="cut">{of.name}</b></button>
              {mayChannels && (
                <button type="button" class="ib" aria-label={ts("newCategoryIn", { name: of.name })} title={ts("newCategory")} data-testid="new-category" onClick={() => setMaking({ kind: "category", group: of.id })}><Icon name="plus" small /></button>
              )}
            </div>
            {of.categories.map((category) => (
              <div key={category.id} onDragOver={(event) => dragged && event.preventDefault()} onDrop={(event) => { event.preventDefault(); drop(of, category.id, null); }}>
                <div class="row cat-row" data-place={`category-${category.id}`}>
                  {mayChannels && of.categories.length > 1 ? (
                    <Handle name={category.name} canUp={category !== of.categories[0]} canDown={category !== of.categories.at(-1)} onMove={(by) => moveCategory(of, category.id, by)} />
                  ) : (
                    <NoHandle />
                  )}
                  <span class="grow cut">{category.name}</span>
                  {mayChannels && (
                    <>
                      <button type="button" class="ib" aria-label={ts("deleteCategoryOf", { name: category.name })} title={ts("deleteCategory")} onClick={() => void removeCategory(of, category)}><Icon name="trash-2" small /></button>
                      <button type="button" class="ib" aria-label={ts("newChannelIn", { name: category.name })} title={ts("newChannel")} data-testid="new-channel" onClick={() => setMaking({ kind: "channel", group: of.id, category: category.id })}><Icon name="plus" small /></button>
                    </>
                  )}
                </div>
                <ul>
                  {category.channels.map((known, at) => (
                    <li
                      key={known.id}
                      class="rolerow"
                      data-place={`channel-${known.id}`}
                      data-testid="place-channel"
                      aria-current={id === `channel-${known.id}` ? "true" : undefined}
                      onDragOver={(event) => dragged && event.preventDefault()}
                      onDrop={(event) => {
                        event.preventDefault();
                        event.stopPropagation();
                        drop(of, category.id, known.id);
                      }}
                      onDragEnd={() => setDragged(null)}
                    >
                      {mayChannels ? (
                        <Handle
                          name={known.name}
                          canUp={at > 0 || category !== of.categories[0]}
                          canDown={at < category.channels.length - 1 || category !== of.categories.at(-1)}
                          onMove={(by) => move(of, known.id, by)}
                          onDragStart={() => setDragged(known.id)}
                        />
                      ) : (
                        <NoHandle />
                      )}
                      <button type="button" class="row grow" onClick={() => void open(`channel-${known.id}`)}>
                        <Icon name={known.isVoice ? "volume-2" : "hash"} />
                        <span class="grow cut">{known.name}</span>
                      </button>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </section>
        ))}
        <p class="muted small pad">{ts("placesLead")}</p>
      </div>
      <div class="main scroll">
        {channel && <ChannelEditor key={channel.id} channel={channel} groupId={group?.id ?? ""} groupName={group?.name ?? ""} onGone={() => onOpen(undefined)} />}
        {kind === "group" && group && <GroupEditor key={group.id} group={group} onGone={() => onOpen(undefined)} />}
        {!channel && !(kind === "group" && group) && (
          <div class="empty" style="margin:auto">
            <span class="ft"><Icon name="hash" /></span>
            <b>{ts("pickPlace")}</b>
            <p>{ts("pickPlaceHint")}</p>
          </div>
        )}
      </div>
      {making && <Make making={making} onClose={() => setMaking(null)} onMade={onOpen} />}
    </div>
  );
}

/** What cannot be moved begins where its neighbours do. */
const NoHandle = () => <span class="grip" aria-hidden="true" />;

const idsOf = () => new Set(places.value.flatMap((group) => [`group-${group.id}`, ...group.categories.flatMap((category) => category.channels.map((channel) => `channel-${channel.id}`))]));

function Make({ making, onClose, onMade }: { making: Making; onClose: () => void; onMade: (id: string) => void }) {
  const [name, setName] = useState("");
  const [type, setType] = useState("text");
  const title = ts(making.kind === "group" ? "newGroup" : making.kind === "category" ? "newCategory" : "newChannel");
  const submit = async (event: Event) => {
    event.preventDefault();
    const value = name.trim();
    if (!value) return;
    const before = idsOf();
    const isDone =
      making.kind === "group"
        ? await change("createGroup", { value }, true)
        : making.kind === "category"
          ? await change("createCategory", { group: making.group, value }, true)
          : await change("createChannel", { group: making.group, category: making.category, value, type }, true);
    if (!isDone) return;
    await loadPlaces();
    onClose();
    const made = [...idsOf()].find((id) => !before.has(id) && id.startsWith(making.kind));
    if (made) onMade(made);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <div class="in stack">
          <TextField label={ts("name")} value={name} maxLength={100} testId="make-name" onInput={setName} />
          {making.kind === "channel" && <SelectField label={ts("kind")} value={type} options={[["text", ts("kindText")], ["voice", ts("kindVoice")]]} onChange={setType} />}
        </div>
        <footer>
          <button type="button" class="btn" onClick={onClose}>{t("cancel")}</button>
          <button type="submit" class="btn primary" disabled={!name.trim()} data-testid="make">{ts("create")}</button>
        </footer>
      </form>
    </Dialog>
  );
}
